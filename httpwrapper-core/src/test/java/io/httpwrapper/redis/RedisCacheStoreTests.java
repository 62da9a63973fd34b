package io.httpwrapper.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.CacheStoreContract;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.fixture.RedisServer;
import io.httpwrapper.timing.TimeAndChance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The store on a real Redis that works; {@link RedisCacheOutageTests} is about the other
 * ones.
 */
@Timeout(120)
class RedisCacheStoreTests extends CacheStoreContract {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final String URI = "https://orders.internal/orders/1";

	private static RedisServer server;

	private static RedisConnection connection;

	private final CacheStore store = store("test:");

	@BeforeAll
	static void start() {
		server = RedisServer.start();
		connection = new RedisConnection(server);
	}

	@AfterAll
	static void stop() {
		connection.close();
		server.close();
	}

	@BeforeEach
	void empty() {
		connection.text("FLUSHALL");
	}

	@Override
	protected CacheStore store() {
		return this.store;
	}

	private static CacheStore store(String prefix) {
		TimeAndChance time = TimeAndChance.system();
		return new RedisCacheStore("orders", prefix, connection,
				new StoreCircuit("orders", "cache", Duration.ofSeconds(10), time, List.of()), time);
	}

	private List<String> keys() {
		String keys = connection.text("KEYS", "*");
		return keys.isEmpty() ? List.of() : Arrays.stream(keys.split(",")).sorted().toList();
	}

	private static String only(List<String> keys, String part) {
		return keys.stream().filter((key) -> key.contains(part)).findFirst().orElseThrow();
	}

	private boolean keep(StoreKey key, StoredResponse response, Duration keep, String... tags) {
		return await(this.store.change(key, StoreChange.put(response),
				new StoreTerms(get(key).generation(), 32, keep, Set.of(tags))));
	}

	private static StoredResponse variant(String language, Instant receivedAt) {
		return new StoredResponse(200, HeaderFields.of("Vary", "Accept-Language"),
				HeaderFields.of("accept-language", language), receivedAt, receivedAt, StoredBody.of(new byte[100]));
	}

	@Test
	void allKeysOfAResponseLieInOneSlotOfACluster() {
		keep(key(URI), response("it", NOW), Duration.ofHours(1), "order");

		assertThat(keys()).hasSize(5)
			.allMatch((key) -> key.matches("test:\\{\\d+:orders}:[mixtr](:.*)?"))
			.extracting((key) -> key.substring(0, key.indexOf('}')))
			.containsOnly(keys().get(0).substring(0, keys().get(0).indexOf('}')));
	}

	@Test
	void keysHaveTheTypesThatTheDocumentationSays() throws IOException {
		keep(key(URI), response("it", NOW), Duration.ofHours(1), "order");

		Map<String, String> types = keys().stream()
			.collect(Collectors.toMap((key) -> key.replaceFirst("^test:\\{\\d+:orders}:(.).*", "$1"),
					(key) -> connection.text("TYPE", key)));

		Map<String, String> documented = Pattern
			.compile("\\| `[^`]*:([a-z])(?::<tag>|:<uri> <user>)?` \\| ([a-z ]+)[,|]")
			.matcher(Files.readString(Path.of("../docs/features/cache.md")))
			.results()
			.collect(Collectors.toMap((row) -> row.group(1),
					(row) -> row.group(2).strip().replace("sorted set", "zset")));
		assertThat(types).isEqualTo(documented).hasSize(5);
	}

	@Test
	void partsOfAResponseLieWhereTheDocumentationSays() {
		StoredResponse variant = variant("en", NOW);
		String id = VariantId.of(variant);
		String name = URI + " ";
		long before = System.currentTimeMillis();

		keep(key(URI), variant, Duration.ofHours(1), "order");

		String record = only(keys(), ":r:" + name);
		String bytes = connection.text("HGET", record, "b" + id);
		String length = connection.text("HSTRLEN", record, "b" + id);
		assertThat(connection.text("HKEYS", record).split(",")).containsExactlyInAnyOrder("s" + id, "b" + id, "t");
		assertThat(bytes).startsWith("HWC\u0001");
		assertThat(connection.text("HGET", record, "s" + id)).isEqualTo("01767225600" + "000000000" + "0200" + length);
		assertThat(connection.text("HGET", record, "t")).isEqualTo("\norder\n");
		String member = name + " " + id + " " + length;
		assertThat(score(":i", member)).isZero();
		assertThat(score(":x", member)).isBetween(before + 3_600_000.0, before + 3_700_000.0);
		assertThat(score(":t:order", name)).isBetween(before + 3_600_000.0, before + 3_700_000.0);
		assertThat(connection.text("HGET", only(keys(), ":m"), "b")).isEqualTo(length);
	}

	private double score(String set, String member) {
		return Double.parseDouble(connection.text("ZSCORE", only(keys(), set), member));
	}

	@Test
	void indexesOutliveWhatIsInThemByADay() {
		keep(key(URI), response("it", NOW), Duration.ofHours(1), "order");

		assertThat(keys().stream().filter((key) -> key.matches(".*}:[imx]"))).hasSize(3)
			.allSatisfy((key) -> assertThat(Long.parseLong(connection.text("PTTL", key)))
				.isBetween(Duration.ofHours(24).toMillis(), Duration.ofHours(25).toMillis()));
		assertThat(Long.parseLong(connection.text("PTTL", only(keys(), ":t:order"))))
			.isLessThanOrEqualTo(Duration.ofHours(1).toMillis());
	}

	@Test
	void urisSpreadOverTheShards() {
		for (int i = 0; i < 500; i++) {
			put(key(URI + i), response("it", NOW));
		}

		assertThat(keys().stream().filter((key) -> key.endsWith(":i"))).hasSize(CacheShard.COUNT);
		assertThat(await(this.store.statistics()).entries()).isEqualTo(500);
	}

	@Test
	void processesShareWhatIsStoredUnderOnePrefix() {
		put(key(URI), response("it", NOW));

		assertThat(await(store("test:").get(key(URI))).responses()).hasSize(1);
		assertThat(await(store("other:").get(key(URI))).responses()).isEmpty();
	}

	@Test
	void responseExpiresWhenItIsOfNoMoreUse() {
		keep(key(URI), response("it", NOW), Duration.ofMinutes(10));

		assertThat(Long.parseLong(connection.text("PTTL", only(keys(), ":r:")))).isBetween(500_000L, 600_000L);
	}

	@Test
	void newerResponseBringsATimeOfItsOwn() {
		keep(key(URI), response("it", NOW), Duration.ofMinutes(10));
		keep(key(URI), response("it", NOW.plusSeconds(1)), Duration.ofMinutes(1));

		assertThat(Long.parseLong(connection.text("PTTL", only(keys(), ":r:")))).isBetween(30_000L, 60_000L);
	}

	@Test
	void variantsStayAsLongAsTheLastOfThem() {
		keep(key(URI), variant("en", NOW), Duration.ofMinutes(10));
		keep(key(URI), variant("de", NOW), Duration.ofMinutes(1));

		assertThat(Long.parseLong(connection.text("PTTL", only(keys(), ":r:")))).isBetween(500_000L, 600_000L);
	}

	@Test
	void evenWhatIsOfUseForEverExpires() {
		keep(key(URI), response("it", NOW), Duration.ofSeconds(Long.MAX_VALUE));

		assertThat(Long.parseLong(connection.text("PTTL", only(keys(), ":r:"))))
			.isLessThanOrEqualTo(Duration.ofDays(366).toMillis());
	}

	@Test
	void allKeysExpire() {
		keep(key(URI), response("it", NOW), Duration.ofMinutes(10), "order");
		await(this.store.delete("orders", URI + "0"));

		assertThat(keys()).allSatisfy((key) -> assertThat(connection.text("PTTL", key)).isNotEqualTo("-1"));
	}

	@Test
	void whatHasExpiredIsNeitherListedNorCountedAndLeavesTheIndex() throws InterruptedException {
		keep(key(URI), response("it", NOW), Duration.ofMillis(1), "order");
		// the clock that counts is the server's
		while (!connection.text("EXISTS", "test:never", only(keys(), ":i").replace(":i", ":r:" + URI + " "))
			.equals("0")) {
			Thread.onSpinWait();
		}

		assertThat(await(this.store.uris("orders", 10))).isEmpty();
		assertThat(await(this.store.statistics()).entries()).isZero();
		String index = only(keys(), ":i");
		assertThat(connection.text("ZCARD", index)).isEqualTo("1");
		keep(key(URI), response("it", NOW), Duration.ofMinutes(1));
		assertThat(connection.text("ZCARD", index)).isEqualTo("1");
		await(this.store.delete("orders", URI));
		assertThat(await(this.store.statistics())).isEqualTo(new CacheStatistics(0, 0, -1));
	}

	@Test
	void statisticsFollowEachChange() {
		put(key(URI), variant("en", NOW));
		put(key(URI), variant("de", NOW));
		put(key(URI + "0"), response("it", NOW));
		CacheStatistics full = await(this.store.statistics());
		put(key(URI), variant("de", NOW.plusSeconds(1)));
		CacheStatistics same = await(this.store.statistics());
		await(this.store.deleteByPrefix("orders", ""));

		assertThat(full.entries()).isEqualTo(3);
		assertThat(full.bytes()).isBetween(300L, 900L);
		assertThat(same).isEqualTo(full);
		assertThat(await(this.store.statistics())).isEqualTo(new CacheStatistics(0, 0, -1));
	}

	@Test
	void deletionOfManyGoesOnUntilAllAreGone() {
		int count = 3 * RedisCacheStore.BATCH;
		for (int i = 0; i < count; i++) {
			String user = String.format("%064x", i);
			keep(new StoreKey("orders", URI, user), response("it", NOW), Duration.ofHours(1), "order");
		}
		put(key(URI + "0"), response("it", NOW));

		long deleted = await(this.store.delete("orders", URI));

		assertThat(deleted).isEqualTo(count);
		assertThat(await(this.store.uris("orders", 10))).containsExactly(URI + "0");
	}

	@Test
	void deletionByTagOfManyGoesOnUntilAllAreGone() {
		int count = 5 * RedisCacheStore.BATCH;
		for (int i = 0; i < count; i++) {
			StoreKey key = new StoreKey("orders", URI, String.format("%064x", i));
			keep(key, response("it", NOW), Duration.ofHours(1), "order", "customer-" + i);
		}

		assertThat(await(this.store.deleteByTag("orders", "customer-7"))).isEqualTo(1);
		assertThat(await(this.store.deleteByTag("orders", "order"))).isEqualTo(count - 1);
		assertThat(await(this.store.statistics()).entries()).isZero();
	}

	@Test
	void tagThatAResponseNoLongerHasDoesNotDeleteIt() {
		keep(key(URI), response("it", NOW), Duration.ofHours(1), "old");
		keep(key(URI), response("it", NOW), Duration.ofHours(1), "new");

		assertThat(await(this.store.deleteByTag("orders", "old"))).isZero();
		assertThat(await(this.store.deleteByTag("orders", "new"))).isOne();
	}

	@Test
	void changeWithoutTagsLeavesTheOldOnes() {
		keep(key(URI), response("it", NOW), Duration.ofHours(1), "order");
		keep(key(URI), response("it", NOW.plusSeconds(1)), Duration.ofHours(1));

		assertThat(await(this.store.deleteByTag("orders", "order"))).isOne();
	}

	@Test
	void deletionCountsAlsoIfTheServerHasLostTheIndex() {
		put(key(URI), response("it", NOW));
		connection.text("DEL", only(keys(), ":i"), only(keys(), ":x"));

		assertThat(await(this.store.delete("orders", URI))).isOne();
		assertThat(get(key(URI)).responses()).isEmpty();
	}

	@Test
	void longTextIsCompressedAndWhatIsEncodedIsNot() {
		StoredBody text = StoredBody.of("a stored response ".repeat(10_000).getBytes(StandardCharsets.UTF_8));
		put(key(URI), response("", NOW).withBody(text));
		long compressed = await(this.store.statistics()).bytes();
		await(this.store.delete("orders", URI));
		put(key(URI),
				new StoredResponse(200, HeaderFields.of("Content-Encoding", "br"), HeaderFields.NONE, NOW, NOW, text));

		assertThat(compressed).isLessThan(text.size() / 20);
		assertThat(await(this.store.statistics()).bytes()).isGreaterThan(text.size());
		assertThat(text(get(key(URI)).responses().get(0))).startsWith("a stored response a");
	}

	@Test
	void damagedAndForeignBytesAreAMissUntilTheyAreReplaced() {
		put(key(URI), response("it", NOW));
		connection.text("HSET", only(keys(), ":r:"), "b-", "not a response");

		assertThat(get(key(URI)).responses()).isEmpty();
		assertThat(put(key(URI), response("it", NOW))).isTrue();
		assertThat(get(key(URI)).responses()).hasSize(1);
		await(this.store.delete("orders", URI));
		assertThat(await(this.store.statistics())).isEqualTo(new CacheStatistics(0, 0, -1));
	}

	@Test
	void countersThatTheServerHasLostComeBackWithATimeAndNotBelowZero() {
		StoredResponse response = response("it", NOW);
		put(key(URI), response);
		connection.text("DEL", only(keys(), ":m"));

		await(this.store.change(key(URI), new StoreChange(List.of(), List.of(response)), terms(key(URI))));

		assertThat(keys()).allSatisfy((key) -> assertThat(connection.text("PTTL", key)).isNotEqualTo("-1"));
		assertThat(await(this.store.statistics()).bytes()).isZero();
	}

	@Test
	void scriptsAreSentAgainToAServerThatHasForgottenThem() {
		put(key(URI), response("it", NOW));
		connection.text("SCRIPT", "FLUSH");

		assertThat(put(key(URI), response("newer", NOW.plusSeconds(1)))).isTrue();
	}

	@Test
	void bracketInThePrefixIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> store("test:{a}"))
			.withMessage("The prefix of the cache's keys in Redis must not contain '{', but is 'test:{a}'.");
	}

}
