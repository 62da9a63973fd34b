package io.httpwrapper.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link CacheStore} must do. Public for the stores of other modules.
 */
public abstract class CacheStoreContract {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final String URI = "https://orders.internal/orders/1";

	private static final StoreKey KEY = key(URI);

	/**
	 * The store under test, empty and with room for a megabyte at least; the same one for
	 * the whole of a test.
	 */
	protected abstract CacheStore store();

	@Test
	void nothingIsStoredAtFirst() {
		assertThat(get(KEY).responses()).isEmpty();
	}

	@Test
	void everyQuestionHasAnAnswer() {
		assertThat(get(KEY)).isNotNull();
		assertThat(await(store().change(KEY, StoreChange.put(response("it", START)), terms(KEY)))).isNotNull();
		assertThat(await(store().delete("orders", URI))).isNotNull();
		assertThat(await(store().deleteByPrefix("orders", URI))).isNotNull();
		assertThat(await(store().deleteByTag("orders", "none"))).isNotNull();
		assertThat(await(store().uris("orders", 10))).isNotNull();
		assertThat(await(store().statistics())).isNotNull();
	}

	@Test
	void whatWasPutIsFoundWithAllItsParts() {
		StoredResponse response = new StoredResponse(203,
				HeaderFields.of("ETag", "\"1\"", "Vary", "Accept", "Set-Cookie", "a=1", "Set-Cookie", "b=2"),
				HeaderFields.of("accept", "text/plain"), START, START.plusMillis(15), body("hällo"));

		boolean stored = put(KEY, response);

		StoredResponse found = only(KEY);
		assertThat(stored).isTrue();
		assertThat(found.status()).isEqualTo(203);
		assertThat(found.headers()).isEqualTo(response.headers());
		assertThat(found.selecting()).isEqualTo(response.selecting());
		assertThat(found.requestedAt()).isEqualTo(response.requestedAt());
		assertThat(found.receivedAt()).isEqualTo(response.receivedAt());
		assertThat(text(found)).isEqualTo("hällo");
	}

	@Test
	void emptyBodyIsStored() {
		put(KEY, response("", START));

		assertThat(only(KEY).body().size()).isZero();
	}

	@Test
	void largeBodyComesBackByteForByte() {
		byte[] bytes = new byte[200_000];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) (i * 31 + i / 256);
		}

		put(KEY, response("", START).withBody(StoredBody.of(bytes.clone())));

		byte[] found = new byte[bytes.length];
		only(KEY).body().get(0, found, 0, found.length);
		assertThat(found).isEqualTo(bytes);
	}

	@Test
	void newerResponseTakesThePlaceOfTheOlder() {
		put(KEY, response("old", START));
		put(KEY, response("new", START.plusSeconds(1)));

		assertThat(text(only(KEY))).isEqualTo("new");
	}

	@Test
	void variantsLieBesideEachOtherNewestFirst() {
		put(KEY, variant("en", "hello", START));
		put(KEY, variant("de", "hallo", START.plusSeconds(1)));

		assertThat(get(KEY).responses()).extracting(CacheStoreContract::text).containsExactly("hallo", "hello");
	}

	@Test
	void tooManyVariantsMakeRoomOldestFirst() {
		for (int i = 0; i < 4; i++) {
			change(KEY, StoreChange.put(variant("l" + i, "text" + i, START.plusSeconds(i))),
					new StoreTerms(get(KEY).generation(), 3, Duration.ofHours(1), Set.of()));
		}

		assertThat(get(KEY).responses()).extracting(CacheStoreContract::text)
			.containsExactly("text3", "text2", "text1");
	}

	@Test
	void updateKeepsTheBody() {
		StoredResponse old = response("same", START);
		put(KEY, old);
		StoredResponse found = only(KEY);

		put(KEY, new StoredResponse(200, HeaderFields.of("ETag", "\"2\""), HeaderFields.NONE, START.plusSeconds(9),
				START.plusSeconds(9), found.body()));

		assertThat(only(KEY).receivedAt()).isEqualTo(START.plusSeconds(9));
		assertThat(only(KEY).headers().first("ETag")).isEqualTo("\"2\"");
		assertThat(text(only(KEY))).isEqualTo("same");
	}

	@Test
	void removedResponseIsGoneAndItsSiblingStays() {
		put(KEY, variant("en", "hello", START));
		put(KEY, variant("de", "hallo", START.plusSeconds(1)));

		change(KEY, StoreChange.remove(List.of(variant("en", "hello", START))), terms(KEY));

		assertThat(text(only(KEY))).isEqualTo("hallo");
	}

	@Test
	void removingTheLastResponseLeavesNothing() {
		put(KEY, response("it", START));

		change(KEY, StoreChange.remove(List.of(response("it", START))), terms(KEY));

		assertThat(get(KEY).responses()).isEmpty();
		assertThat(await(store().uris("orders", 10))).isEmpty();
	}

	@Test
	void deletionTakesAllVariantsOfAllUsersOfTheUri() {
		put(KEY, variant("en", "hello", START));
		put(KEY, variant("de", "hallo", START));
		StoreKey ada = new StoreKey("orders", URI, "ada");
		put(ada, response("Ada's", START));
		put(key(URI + "0"), response("another", START));

		long deleted = await(store().delete("orders", URI));

		assertThat(deleted).isIn(3L, -1L);
		assertThat(get(KEY).responses()).isEmpty();
		assertThat(get(ada).responses()).isEmpty();
		assertThat(text(only(key(URI + "0")))).isEqualTo("another");
	}

	@Test
	void usersDoNotSeeEachOthersResponses() {
		put(new StoreKey("orders", URI, "ada"), response("Ada's", START));

		assertThat(get(new StoreKey("orders", URI, "bob")).responses()).isEmpty();
		assertThat(get(KEY).responses()).isEmpty();
	}

	@Test
	void clientsDoNotSeeEachOthersResponses() {
		put(KEY, response("of orders", START));
		StoreKey other = new StoreKey("users", URI, "");
		put(other, response("of users", START));

		await(store().delete("users", URI));

		assertThat(get(other).responses()).isEmpty();
		assertThat(text(only(KEY))).isEqualTo("of orders");
		assertThat(await(store().uris("users", 10))).isEmpty();
	}

	@Test
	void deletionByPrefixTakesWhatStartsWithItAndNoMore() {
		put(key("https://orders.internal/orders/1"), response("1", START));
		put(key("https://orders.internal/orders/2?full=true"), response("2", START));
		put(key("https://orders.internal/customers/1"), response("c", START));

		await(store().deleteByPrefix("orders", "https://orders.internal/orders/"));

		assertThat(await(store().uris("orders", 10))).containsExactly("https://orders.internal/customers/1");
	}

	@Test
	void deletionByTheEmptyPrefixTakesAllOfTheClient() {
		put(KEY, response("1", START));
		put(new StoreKey("users", URI, ""), response("u", START));

		await(store().deleteByPrefix("orders", ""));

		assertThat(get(KEY).responses()).isEmpty();
		assertThat(get(new StoreKey("users", URI, "")).responses()).hasSize(1);
	}

	@Test
	void deletionByTagTakesWhatHasIt() {
		change(key(URI), StoreChange.put(response("1", START)), tagged(key(URI), "customer-7", "order"));
		change(key(URI + "0"), StoreChange.put(response("10", START)), tagged(key(URI + "0"), "order"));

		await(store().deleteByTag("orders", "customer-7"));

		assertThat(await(store().uris("orders", 10))).containsExactly(URI + "0");
	}

	@Test
	void responseAskedForBeforeADeletionIsNotStoredAfterIt() {
		StoreTerms before = terms(KEY);
		await(store().delete("orders", URI));

		boolean stored = change(KEY, StoreChange.put(response("too old", START)), before);

		assertThat(stored).isFalse();
		assertThat(get(KEY).responses()).isEmpty();
	}

	@Test
	void responseAskedForBeforeADeletionByPrefixOrTagIsNotStoredAfterIt() {
		StoreTerms before = terms(KEY);
		await(store().deleteByPrefix("orders", "https://orders.internal/"));
		assertThat(change(KEY, StoreChange.put(response("too old", START)), before)).isFalse();

		before = tagged(KEY, "order");
		await(store().deleteByTag("orders", "order"));
		assertThat(change(KEY, StoreChange.put(response("too old", START)), before)).isFalse();

		assertThat(get(KEY).responses()).isEmpty();
	}

	@Test
	void afterADeletionTheNextResponseIsStored() {
		put(KEY, response("old", START));
		await(store().delete("orders", URI));

		assertThat(put(KEY, response("new", START.plusSeconds(1)))).isTrue();
		assertThat(text(only(KEY))).isEqualTo("new");
	}

	@Test
	void deletionOfAnotherUriDisturbsNothing() {
		put(KEY, response("it", START));
		for (int i = 0; i < 5000; i++) {
			await(store().delete("orders", URI + "/" + i));
		}

		assertThat(put(KEY, response("newer", START.plusSeconds(1)))).isTrue();
		assertThat(text(only(KEY))).isEqualTo("newer");
	}

	@Test
	void noMoreUrisAreListedThanAskedFor() {
		for (int i = 0; i < 5; i++) {
			put(key(URI + i), response("it", START));
		}

		assertThat(await(store().uris("orders", 3))).hasSize(3).allMatch((uri) -> uri.startsWith(URI));
	}

	@Test
	void statisticsCountWhatIsStoredOrSayThatTheyDoNotKnow() {
		put(KEY, variant("en", "hello", START));
		put(KEY, variant("de", "hallo", START));

		CacheStatistics statistics = await(store().statistics());

		assertThat(statistics.entries()).isIn(2L, -1L);
		assertThat(statistics.bytes()).satisfiesAnyOf((bytes) -> assertThat(bytes).isEqualTo(-1),
				(bytes) -> assertThat(bytes).isGreaterThan(10));
	}

	@Test
	void noVariantIsLostWhenManyAreStoredAtOnce() throws Exception {
		int threads = 8;
		long generation = get(KEY).generation();
		CyclicBarrier start = new CyclicBarrier(threads);
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Boolean>> puts = IntStream.range(0, threads).mapToObj((i) -> pool.submit(() -> {
				start.await();
				return change(KEY, StoreChange.put(variant("l" + i, "text", START)),
						new StoreTerms(generation, 32, Duration.ofHours(1), Set.of()));
			})).toList();
			for (Future<Boolean> put : puts) {
				assertThat(put.get(30, TimeUnit.SECONDS)).isTrue();
			}
		}
		finally {
			pool.shutdownNow();
		}

		assertThat(get(KEY).responses()).hasSize(threads);
	}

	protected static StoreKey key(String uri) {
		return new StoreKey("orders", uri, "");
	}

	protected static StoredResponse response(String body, Instant receivedAt) {
		return new StoredResponse(200, HeaderFields.of("ETag", "\"1\""), HeaderFields.NONE, receivedAt, receivedAt,
				body(body));
	}

	private static StoredResponse variant(String language, String body, Instant receivedAt) {
		return new StoredResponse(200, HeaderFields.of("Vary", "Accept-Language"),
				HeaderFields.of("accept-language", language), receivedAt, receivedAt, body(body));
	}

	private static StoredBody body(String text) {
		return StoredBody.of(text.getBytes(StandardCharsets.UTF_8));
	}

	protected static String text(StoredResponse response) {
		return response.body().text(0, response.body().size(), StandardCharsets.UTF_8);
	}

	protected final StoredVariants get(StoreKey key) {
		return await(store().get(key));
	}

	private StoredResponse only(StoreKey key) {
		List<StoredResponse> responses = get(key).responses();
		assertThat(responses).hasSize(1);
		return responses.get(0);
	}

	protected final boolean put(StoreKey key, StoredResponse response) {
		return change(key, StoreChange.put(response), terms(key));
	}

	private boolean change(StoreKey key, StoreChange change, StoreTerms terms) {
		return await(store().change(key, change, terms));
	}

	protected final StoreTerms terms(StoreKey key) {
		return new StoreTerms(get(key).generation(), 32, Duration.ofHours(1), Set.of());
	}

	private StoreTerms tagged(StoreKey key, String... tags) {
		return new StoreTerms(get(key).generation(), 32, Duration.ofHours(1), Set.of(tags));
	}

	protected static <T> T await(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

}
