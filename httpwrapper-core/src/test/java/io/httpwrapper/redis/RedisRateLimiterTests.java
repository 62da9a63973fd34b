package io.httpwrapper.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.httpwrapper.bucket4j.Bucket4jRateLimiter;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RecordingListener;
import io.httpwrapper.fixture.RedisServer;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitScope;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimitStore;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.StoreFailure;
import io.httpwrapper.timing.TimeAndChance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The limiter on a real Redis that dies, hangs and comes back. Real time is the nature of
 * these tests; what they wait for, they are told.
 */
@Timeout(60)
class RedisRateLimiterTests {

	/** Of tests that are about something else: what runs for the first time is slow. */
	private static final Duration PATIENT = Duration.ofSeconds(10);

	private static final Duration IMPATIENT = Duration.ofMillis(250);

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final RedisServer server = RedisServer.start();

	private final RecordingListener events = new RecordingListener();

	private final StoreChanges changes = new StoreChanges();

	private final List<RedisConnection> connections = new ArrayList<>();

	@AfterEach
	void close() {
		this.connections.forEach(RedisConnection::close);
		this.server.close();
	}

	/** A process of its own, as far as Redis can tell. */
	private RateLimiter limiter(RateLimitSettings settings) {
		RedisConnection connection = new RedisConnection(this.server);
		this.connections.add(connection);
		TimeAndChance time = TimeAndChance.system();
		StoreCircuit circuit = new StoreCircuit("orders", "rate-limit", settings.storeTimeout(), time,
				List.of(this.events, this.changes));
		return new RedisRateLimiter("orders", settings, connection, circuit,
				new Bucket4jRateLimiter(settings, time.nanoTime()), time);
	}

	private static RateLimitSettings settings(int permits, Duration per, StoreFailure onStoreFailure) {
		return settings(permits, per, onStoreFailure, PATIENT);
	}

	private static RateLimitSettings settings(int permits, Duration per, StoreFailure onStoreFailure,
			Duration storeTimeout) {
		return RateLimitSettings.DEFAULTS.with((it) -> it.enabled(true)
			.permits(permits)
			.per(per)
			.burst(0)
			.limits(List.of())
			.scope(RateLimitScope.CLIENT)
			.maxWait(Duration.ofSeconds(1))
			.maxWaiting(1000)
			.maxKeys(2)
			.store(RateLimitStore.REDIS)
			.prefix("test:")
			.ttl(Duration.ofSeconds(30))
			.storeTimeout(storeTimeout)
			.onStoreFailure(onStoreFailure)
			.learn(false));
	}

	private static RateLimitAnswer acquire(RateLimiter limiter, String key, long maxWaitNanos) {
		return limiter.acquire(key, maxWaitNanos).toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
	}

	private String redis(String... command) {
		return this.connections.get(0).text(command);
	}

	@Test
	void processesShareTheTokens() {
		RateLimitSettings settings = settings(3, Duration.ofMinutes(3), StoreFailure.REJECT);
		RateLimiter one = limiter(settings);
		RateLimiter other = limiter(settings);

		assertThat(acquire(one, "orders", 0).granted()).isTrue();
		assertThat(acquire(other, "orders", 0).granted()).isTrue();
		assertThat(acquire(one, "orders", 0).granted()).isTrue();

		assertThat(acquire(other, "orders", 0).granted()).isFalse();
		assertThat(acquire(one, "orders", 0).granted()).isFalse();
	}

	@Test
	void reservationsOfProcessesLineUp() {
		RateLimitSettings settings = settings(1, Duration.ofSeconds(1), StoreFailure.REJECT);
		RateLimiter one = limiter(settings);
		RateLimiter other = limiter(settings);
		acquire(one, "orders", 0);

		RateLimitAnswer first = acquire(one, "orders", 5 * SECOND);
		RateLimitAnswer second = acquire(other, "orders", 5 * SECOND);

		assertThat(second.nanos() - first.nanos()).isBetween(SECOND / 2, SECOND + SECOND / 100);
	}

	@Test
	void callersOfOneProcessAreAnsweredTogether() {
		RateLimiter limiter = limiter(settings(500, Duration.ofMinutes(10), StoreFailure.REJECT));
		List<CompletableFuture<RateLimitAnswer>> answers = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			answers.add(limiter.acquire("orders", 0).toCompletableFuture());
		}

		CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).orTimeout(10, TimeUnit.SECONDS).join();

		// one more would take 1.2 s
		assertThat(answers.stream().filter((answer) -> answer.join().granted()).count()).isBetween(500L, 502L);
	}

	@Test
	void keysExpireWhenFullForAWhile() {
		RateLimiter limiter = limiter(settings(1, Duration.ofSeconds(10), StoreFailure.REJECT));
		acquire(limiter, "api.example.com:443", 0);

		assertThat(redis("KEYS", "*")).isEqualTo("test:orders:1/PT10S:api.example.com:443");
		// ten seconds to be full, thirty more as set
		assertThat(Long.parseLong(redis("PTTL", "test:orders:1/PT10S:api.example.com:443"))).isBetween(35_000L,
				40_000L);
	}

	@Test
	void tokensAreKnownOfABoundedNumberOfKeys() {
		RateLimiter limiter = limiter(settings(5, Duration.ofMinutes(5), StoreFailure.REJECT));

		acquire(limiter, "a:80", 0);
		acquire(limiter, "b:80", 0);
		acquire(limiter, "b:80", 0);
		acquire(limiter, "c:80", 0);

		assertThat(limiter.tokens()).containsOnlyKeys("b:80", "c:80").containsEntry("b:80", 3L);
	}

	@Test
	void otherContentUnderTheKeyIsAFailureOfTheStore() {
		RateLimiter limiter = limiter(settings(1, Duration.ofSeconds(1), StoreFailure.REJECT));
		redis("SET", "test:orders:1/PT1S", "something else");

		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> acquire(limiter, "orders", 0));
		redis("DEL", "test:orders:1/PT1S");

		assertThat(acquire(limiter, "orders", 0).granted()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(StoreFailure.class)
	void deadRedisCostsNextToNothing(StoreFailure policy) throws InterruptedException {
		RateLimiter limiter = limiter(settings(2, Duration.ofMinutes(2), policy, IMPATIENT));
		ask(limiter);
		this.server.kill();
		failUntilAway(limiter);

		long start = System.nanoTime();
		for (int i = 0; i < 1000; i++) {
			assertThat(limiter.acquire("orders", 0).toCompletableFuture()).isDone();
		}
		Duration perCall = Duration.ofNanos((System.nanoTime() - start) / 1000);

		assertThat(perCall).isLessThan(Duration.ofMillis(1));
	}

	@Test
	void withAllowAllAreSentWhileRedisIsDead() throws InterruptedException {
		RateLimiter limiter = limiter(settings(1, Duration.ofMinutes(1), StoreFailure.ALLOW, IMPATIENT));
		this.server.kill();
		failUntilAway(limiter);

		assertThat((Object) limiter.acquire("orders", 0)).isSameAs(RateLimitAnswer.NOW_STAGE);
		assertThat((Object) limiter.acquire("orders", 0)).isSameAs(RateLimitAnswer.NOW_STAGE);
	}

	@Test
	void withRejectNoneIsSentWhileRedisIsDead() throws InterruptedException {
		RateLimiter limiter = limiter(settings(1, Duration.ofMinutes(1), StoreFailure.REJECT, IMPATIENT));
		this.server.kill();
		failUntilAway(limiter);

		assertThat(limiter.acquire("orders", SECOND).toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void withLocalTheLimitHoldsInThisProcessWhileRedisIsDead() throws InterruptedException {
		RateLimiter limiter = limiter(settings(20, Duration.ofMinutes(20), StoreFailure.LOCAL, IMPATIENT));
		this.server.kill();

		long granted = 0;
		for (int i = 0; i < 100; i++) {
			granted += acquire(limiter, "orders", 0).granted() ? 1 : 0;
		}

		this.changes.awaitUnavailable();
		assertThat(granted).isEqualTo(20);
		assertThat(limiter.tokens()).containsEntry("orders", 0L);
		limiter.giveBack("orders");
		assertThat(acquire(limiter, "orders", 0).granted()).isTrue();
	}

	@Test
	void deadRedisIsUsedAgainWhenItIsBack() throws InterruptedException {
		RateLimiter limiter = limiter(settings(2, Duration.ofMinutes(2), StoreFailure.REJECT, IMPATIENT));
		this.server.kill();
		failUntilAway(limiter);

		this.server.restart();
		askUntilBack(limiter);

		assertThat(acquire(limiter, "orders", 0).granted()).isIn(true, false);
		assertThat(this.events.of(EventType.STORE_CHANGED)).extracting(ClientEvent::to)
			.containsExactly("unavailable", "available");
	}

	@Test
	void hungRedisCostsItsTimeoutAFewTimesAndComesBack() throws InterruptedException {
		RateLimiter limiter = limiter(settings(1000, Duration.ofSeconds(1), StoreFailure.REJECT, IMPATIENT));
		ask(limiter);
		this.server.freeze();

		long start = System.nanoTime();
		List<CompletableFuture<RateLimitAnswer>> hanging = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			hanging.add(limiter.acquire("orders", 0).toCompletableFuture());
		}
		hanging.forEach((answer) -> assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
			.havingRootCause()
			.isInstanceOf(TimeoutException.class));
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		this.changes.awaitUnavailable();

		assertThat(took).isBetween(IMPATIENT, IMPATIENT.multipliedBy(6));
		assertThat(limiter.acquire("orders", 0).toCompletableFuture()).isCompletedExceptionally();
		this.server.thaw();
		askUntilBack(limiter);
		assertThat(acquire(limiter, "orders", SECOND).granted()).isTrue();
	}

	private static void ask(RateLimiter limiter) {
		limiter.acquire("orders", 0).toCompletableFuture().handle((answer, error) -> answer).join();
	}

	private void failUntilAway(RateLimiter limiter) throws InterruptedException {
		// each ends within the store's timeout, or another failure would be found
		for (int i = 0; i < StoreCircuit.FAILURE_THRESHOLD; i++) {
			ask(limiter);
		}
		this.changes.awaitUnavailable();
	}

	/** Asks as an application does, again and again, until told that Redis is back. */
	private void askUntilBack(RateLimiter limiter) throws InterruptedException {
		CompletableFuture<Void> asking = new CompletableFuture<>();
		askAgain(limiter, asking);
		this.changes.awaitAvailable();
		asking.complete(null);
	}

	private static void askAgain(RateLimiter limiter, CompletableFuture<Void> end) {
		if (!end.isDone()) {
			limiter.acquire("orders", 0)
				.whenCompleteAsync((answer, error) -> askAgain(limiter, end),
						CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
		}
	}

	/** Lets a test wait for a change. */
	private static final class StoreChanges implements ClientEventListener {

		private final CountDownLatch unavailable = new CountDownLatch(1);

		private final CountDownLatch available = new CountDownLatch(1);

		@Override
		public void onEvent(ClientEvent event) {
			if (event.type() == EventType.STORE_CHANGED) {
				(event.to().equals("available") ? this.available : this.unavailable).countDown();
			}
		}

		void awaitUnavailable() throws InterruptedException {
			assertThat(this.unavailable.await(20, TimeUnit.SECONDS)).isTrue();
		}

		void awaitAvailable() throws InterruptedException {
			assertThat(this.available.await(20, TimeUnit.SECONDS)).isTrue();
		}

	}

}
