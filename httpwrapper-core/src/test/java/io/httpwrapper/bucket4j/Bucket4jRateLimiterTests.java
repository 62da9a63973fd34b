package io.httpwrapper.bucket4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.RateLimiterContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class Bucket4jRateLimiterTests extends RateLimiterContract {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final VirtualTime time = new VirtualTime();

	@Override
	protected RateLimiter create(RateLimitSettings settings) {
		return new Bucket4jRateLimiter(settings, this.time::nanoTime);
	}

	@Override
	protected void advance(Duration duration) {
		this.time.advance(duration);
	}

	private static RateLimitAnswer acquire(RateLimiter limiter, String key, Duration maxWait) {
		return limiter.acquire(key, maxWait.toNanos()).toCompletableFuture().join();
	}

	@Test
	void grantNowIsTheSharedStage() {
		RateLimiter limiter = create(RateLimits.of(1, MINUTE).settings());

		assertThat((Object) limiter.acquire("a", 0)).isSameAs(RateLimitAnswer.NOW_STAGE);
	}

	@Test
	void tokensComeBackAfterElapsedTimeHasOverflown() {
		RateLimiter limiter = create(RateLimits.of(1, MINUTE).settings());
		acquire(limiter, "a", Duration.ZERO);

		this.time.advance(MINUTE.multipliedBy(2));

		assertThat(acquire(limiter, "a", Duration.ZERO)).isEqualTo(RateLimitAnswer.NOW);
	}

	@Test
	void keysAreBounded() {
		RateLimiter limiter = create(RateLimits.of(1, MINUTE).maxKeys(10).settings());

		for (int key = 0; key < 1000; key++) {
			acquire(limiter, "key " + key, Duration.ZERO);
		}

		assertThat(limiter.tokens()).hasSize(10).containsKey("key 999");
	}

	@Test
	void keyInUseOutlivesThoseUsedOnce() {
		RateLimiter limiter = create(RateLimits.of(1, MINUTE).maxKeys(10).settings());
		acquire(limiter, "busy", Duration.ZERO);

		for (int key = 0; key < 1000; key++) {
			acquire(limiter, "key " + key, Duration.ZERO);
			assertThat(acquire(limiter, "busy", Duration.ZERO).granted()).isFalse();
		}
	}

	@Test
	void keyWithTokensReservedAheadStaysWhileThereIsAnother() {
		RateLimiter limiter = create(RateLimits.of(1, MINUTE).maxKeys(10).settings());
		acquire(limiter, "waited for", Duration.ZERO);
		assertThat(acquire(limiter, "waited for", MINUTE).granted()).isTrue();

		for (int key = 0; key < 1000; key++) {
			acquire(limiter, "key " + key, Duration.ZERO);
		}

		assertThat(limiter.tokens()).containsEntry("waited for", -1L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void noWindowSeesMoreThanPermitsAndBurst(long seed) {
		Random random = new Random(seed);
		int permits = 1 + random.nextInt(20);
		int burst = 1 + random.nextInt(20);
		RateLimiter limiter = create(RateLimits.of(permits, Duration.ofSeconds(1)).burst(burst).settings());
		List<Long> used = new ArrayList<>();
		long now = 0;

		for (int i = 0; i < 5000; i++) {
			long step = (random.nextInt(50) == 0) ? random.nextInt(2_000_000_000) : random.nextInt(60_000_000);
			now += step;
			this.time.advance(Duration.ofNanos(step));
			RateLimitAnswer answer = acquire(limiter, "a", Duration.ofMillis(random.nextInt(1000)));
			if (answer.granted()) {
				used.add(now + answer.nanos());
			}
		}

		used.sort(null);
		assertThat(used).hasSizeGreaterThan(100);
		int from = 0;
		for (int to = 0; to < used.size(); to++) {
			while (used.get(to) - used.get(from) >= 1_000_000_000) {
				from++;
			}
			assertThat(to - from + 1).isLessThanOrEqualTo(permits + burst);
		}
	}

	@Test
	void threadsTogetherGetNoMoreThanTheBurst() throws Exception {
		RateLimiter limiter = create(RateLimits.of(1000, MINUTE).settings());
		ExecutorService threads = Executors.newFixedThreadPool(4);
		CountDownLatch start = new CountDownLatch(1);
		List<Future<Integer>> granted = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			granted.add(threads.submit(() -> {
				start.await();
				int count = 0;
				for (int i = 0; i < 1000; i++) {
					count += (limiter.acquire("a", 0) == RateLimitAnswer.NOW_STAGE) ? 1 : 0;
				}
				return count;
			}));
		}

		start.countDown();
		int all = 0;
		for (Future<Integer> some : granted) {
			all += some.get();
		}
		threads.shutdown();

		assertThat(all).isEqualTo(1000);
	}

	@Test
	void otherLimitsKeepTokensAndReservations() {
		Bucket4jRateLimiter limiter = new Bucket4jRateLimiter(RateLimits.of(2, Duration.ofSeconds(10)).settings(),
				this.time::nanoTime);
		limiter.acquire("a", 0);
		limiter.acquire("b", 0);
		limiter.acquire("b", 0);
		limiter.acquire("b", Duration.ofMinutes(1).toNanos());

		limiter.change(RateLimits.of(10, Duration.ofSeconds(10)).settings());

		assertThat(limiter.tokens()).isEqualTo(Map.of("a", 1L, "b", -1L));
		advance(Duration.ofSeconds(2));
		assertThat(limiter.tokens()).isEqualTo(Map.of("a", 3L, "b", 1L));
		limiter.change(RateLimits.of(1, Duration.ofSeconds(10)).settings());
		assertThat(limiter.tokens()).isEqualTo(Map.of("a", 1L, "b", 1L));
	}

	@Test
	void limitThatIsAddedOrTakenAwayLeavesTheTokensOfTheOthers() {
		RateLimit daily = new RateLimit(3, Duration.ofDays(1), 0);
		Bucket4jRateLimiter limiter = new Bucket4jRateLimiter(
				RateLimits.of(0, Duration.ofSeconds(1)).further(daily).settings(), this.time::nanoTime);
		limiter.acquire("a", 0);
		limiter.acquire("a", 0);

		limiter.change(RateLimits.of(10, Duration.ofSeconds(1)).further(daily).settings());
		assertThat(limiter.tokens()).containsEntry("a", 1L);
		advance(Duration.ofSeconds(1));
		assertThat(limiter.tokens()).containsEntry("a", 1L);
		limiter.change(RateLimits.of(0, Duration.ofSeconds(1)).further(daily).settings());

		assertThat(limiter.tokens()).containsEntry("a", 1L);
	}

	@Test
	void limitOfAnotherTimeKeepsTheTokensOfTheOneInItsPlace() {
		Bucket4jRateLimiter limiter = new Bucket4jRateLimiter(RateLimits.of(3, Duration.ofSeconds(1)).settings(),
				this.time::nanoTime);
		limiter.acquire("a", 0);

		limiter.change(RateLimits.of(3, MINUTE).settings());

		assertThat(limiter.tokens()).containsEntry("a", 2L);
	}

	@Test
	void tokenThatComesWhileItIsAskedForIsNotRefused() {
		AtomicLong now = new AtomicLong();
		// each look at the clock takes a millisecond
		RateLimiter limiter = new Bucket4jRateLimiter(RateLimits.of(1, Duration.ofMillis(2)).settings(),
				() -> now.addAndGet(1_000_000));
		acquire(limiter, "a", Duration.ZERO);

		assertThat(acquire(limiter, "a", Duration.ZERO)).isEqualTo(RateLimitAnswer.NOW);
	}

}
