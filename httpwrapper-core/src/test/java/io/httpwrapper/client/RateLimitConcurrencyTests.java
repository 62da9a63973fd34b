package io.httpwrapper.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimiter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers who leave at the moment at which their turn comes.
 */
class RateLimitConcurrencyTests {

	private static final int ROUNDS = 500;

	@Test
	void eachTokenIsUsedOrGivenBack() throws Exception {
		Ledger ledger = new Ledger();
		TestClient users = new TestClient().with(RateLimits.of(1, Duration.ofSeconds(1))).limiter(ledger);
		users.upstream.replies(200);
		SplittableRandom random = new SplittableRandom(1);
		ExecutorService callers = Executors.newSingleThreadExecutor();
		CyclicBarrier start = new CyclicBarrier(2);

		for (int round = 0; round < ROUNDS; round++) {
			List<TestClient.Call> calls = IntStream.range(0, 4).mapToObj((i) -> users.get()).toList();
			int pauses = random.nextInt(2000);
			Future<?> leaving = callers.submit(() -> {
				start.await();
				IntStream.range(0, pauses).forEach((i) -> Thread.onSpinWait());
				calls.get(0).cancel();
				calls.get(2).cancel();
				return null;
			});
			start.await();
			users.advance(Duration.ofMillis(4));
			leaving.get();
			users.advance(Duration.ofMillis(4));

			assertThat(calls.get(1).isOver()).isTrue();
			assertThat(calls.get(3).isOver()).isTrue();
			assertThat(ledger.granted.get() - ledger.givenBack.get()).isEqualTo(users.upstream.requests().size());
		}
		callers.shutdown();

		assertThat(users.client().snapshot().rateLimit().waiting()).isZero();
		assertThat(ledger.givenBack).hasValueGreaterThan(0);
		assertThat(users.upstream.requests()).hasSizeGreaterThan(2 * ROUNDS);
	}

	/** Grants one token for each millisecond of a round. */
	private static final class Ledger implements RateLimiter {

		private final AtomicInteger granted = new AtomicInteger();

		private final AtomicInteger givenBack = new AtomicInteger();

		@Override
		public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
			int ahead = 1 + this.granted.getAndIncrement() % 4;
			return CompletableFuture.completedStage(RateLimitAnswer.after(Duration.ofMillis(ahead).toNanos()));
		}

		@Override
		public void giveBack(String key) {
			this.givenBack.incrementAndGet();
		}

		@Override
		public Map<String, Long> tokens() {
			return Map.of();
		}

	}

}
