package io.httpwrapper.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.cache.StoredVariants;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RecordingListener;
import io.httpwrapper.fixture.RedisServer;
import io.httpwrapper.policy.StoreUnavailableException;
import io.httpwrapper.timing.TimeAndChance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The store on a Redis that dies, hangs, comes back, or is full. Real time is the nature
 * of these tests; what they wait for, they are told.
 */
@Timeout(60)
class RedisCacheOutageTests {

	private static final Duration TIMEOUT = Duration.ofMillis(250);

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final StoreKey KEY = new StoreKey("orders", "https://orders.internal/orders/1", "");

	private final RecordingListener events = new RecordingListener();

	private final CountDownLatch back = new CountDownLatch(1);

	private final RedisServer server = RedisServer.start("--maxmemory", "20mb", "--maxmemory-policy", "noeviction");

	private final RedisConnection connection = new RedisConnection(this.server);

	private final CacheStore store = store();

	@AfterEach
	void close() {
		this.connection.close();
		this.server.close();
	}

	private CacheStore store() {
		TimeAndChance time = TimeAndChance.system();
		ClientEventListener returns = (event) -> {
			if (event.type() == EventType.STORE_CHANGED && event.to().equals("available")) {
				this.back.countDown();
			}
		};
		return new RedisCacheStore("orders", "test:", this.connection,
				new StoreCircuit("orders", "cache", TIMEOUT, time, List.of(this.events, returns)), time);
	}

	private static StoredResponse response(byte[] body) {
		return new StoredResponse(200, HeaderFields.of("Content-Encoding", "none"), HeaderFields.NONE, NOW, NOW,
				StoredBody.of(body));
	}

	private CompletionStage<Boolean> put(StoreKey key, StoredResponse response) {
		return this.store.change(key, StoreChange.put(response), new StoreTerms(0, 32, Duration.ofHours(1), Set.of()));
	}

	private void failUntilAway() {
		for (int i = 0; i < StoreCircuit.FAILURE_THRESHOLD; i++) {
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> this.store.get(KEY).toCompletableFuture().join());
		}
	}

	/** Asks as an application does, again and again, until told that Redis is back. */
	private StoredVariants askUntilBack() throws InterruptedException {
		CompletableFuture<Void> asking = new CompletableFuture<>();
		askAgain(asking);
		assertThat(this.back.await(20, TimeUnit.SECONDS)).isTrue();
		asking.complete(null);
		return this.store.get(KEY).toCompletableFuture().join();
	}

	private void askAgain(CompletableFuture<Void> end) {
		if (!end.isDone()) {
			this.store.get(KEY)
				.whenCompleteAsync((found, error) -> askAgain(end),
						CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
		}
	}

	@Test
	void deadRedisIsNotAskedAnyMoreAndUsedAgainWhenItIsBack() throws InterruptedException {
		put(KEY, response(new byte[10])).toCompletableFuture().join();
		this.server.kill();
		failUntilAway();

		CompletableFuture<StoredVariants> notAsked = this.store.get(KEY).toCompletableFuture();

		assertThat(notAsked).isCompletedExceptionally();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(notAsked::join)
			.withCauseInstanceOf(StoreUnavailableException.class);
		assertThat(put(KEY, response(new byte[100_000])).toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.store.statistics().toCompletableFuture()).isCompletedExceptionally();
		this.server.restart();
		assertThat(askUntilBack().responses()).isEmpty();
		assertThat(this.events.of(EventType.STORE_CHANGED)).extracting(ClientEvent::to)
			.containsExactly("unavailable", "available");
	}

	@Test
	void hungRedisCostsItsTimeoutAFewTimesAndHasKeptWhatItHad() throws InterruptedException {
		put(KEY, response(new byte[10])).toCompletableFuture().join();
		this.server.freeze();

		long start = System.nanoTime();
		List<CompletableFuture<StoredVariants>> hanging = List.of(this.store.get(KEY).toCompletableFuture(),
				this.store.get(KEY).toCompletableFuture(), this.store.get(KEY).toCompletableFuture(),
				this.store.get(KEY).toCompletableFuture(), this.store.get(KEY).toCompletableFuture());
		hanging.forEach((answer) -> assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
			.withRootCauseInstanceOf(TimeoutException.class));
		Duration took = Duration.ofNanos(System.nanoTime() - start);

		assertThat(took).isBetween(TIMEOUT, TIMEOUT.multipliedBy(6));
		assertThat(this.store.get(KEY).toCompletableFuture()).isCompletedExceptionally();
		this.server.thaw();
		assertThat(askUntilBack().responses()).hasSize(1);
	}

	@Test
	void deletionIsTriedEvenWhileRedisIsLeftAlone() throws InterruptedException {
		put(KEY, response(new byte[10])).toCompletableFuture().join();
		this.server.freeze();
		failUntilAway();
		this.server.thaw();

		assertThat(this.store.delete("orders", KEY.uri()).toCompletableFuture().join()).isEqualTo(1);
		assertThat(this.store.deleteByPrefix("orders", "").toCompletableFuture().join()).isZero();

		assertThat(this.store.get(KEY).toCompletableFuture()).isCompletedExceptionally();
		assertThat(askUntilBack().responses()).isEmpty();
	}

	@Test
	void fullRedisStoresNothingMoreAndAnswersAllTheSame() {
		byte[] body = new byte[1_000_000];
		new Random(1).nextBytes(body);
		put(KEY, response(body)).toCompletableFuture().join();
		int stored = 0;
		for (int i = 0; i < 30; i++) {
			stored += put(new StoreKey("orders", KEY.uri() + i, ""), response(body)).toCompletableFuture().join() ? 1
					: 0;
		}

		assertThat(stored).isBetween(1, 25);
		assertThat(this.store.get(KEY).toCompletableFuture().join().responses()).hasSize(1);
		assertThat(this.events.of(EventType.STORE_CHANGED)).isEmpty();
		// a deletion makes room
		this.store.deleteByPrefix("orders", "").toCompletableFuture().join();
		assertThat(this.store.statistics().toCompletableFuture().join().entries()).isZero();
	}

}
