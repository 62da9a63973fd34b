package io.httpwrapper.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.httpwrapper.bucket4j.Bucket4jRateLimiter;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a token costs: through our interface, from the bucket itself, and from
 * Resilience4j. Each reads the clock once. Run with {@code -t 1} and {@code -t 2} to see
 * whether threads disturb each other, and with {@code -prof gc} to see bytes. Compare
 * only within one run.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RateLimiterBench {

	private static final int PER_SECOND = 1_000_000_000;

	/** More than can be asked for. */
	static RateLimitSettings generous() {
		return settings(PER_SECOND, Duration.ofSeconds(1));
	}

	private static RateLimitSettings settings(int permits, Duration per) {
		RateLimitSettings defaults = RateLimitSettings.DEFAULTS;
		return defaults
			.with((it) -> it.enabled(true).permits(permits).per(per).burst(0).limits(List.of()).key(null).learn(false));
	}

	/** The limiters that all threads share. */
	@State(Scope.Benchmark)
	public static class Limiters {

		final RateLimiter ours = new Bucket4jRateLimiter(generous(), System::nanoTime);

		final RateLimiter oursEmpty = new Bucket4jRateLimiter(settings(1, Duration.ofDays(1)), System::nanoTime);

		final Bucket bucket4j = Bucket.builder()
			.addLimit((limit) -> limit.capacity(PER_SECOND).refillGreedy(PER_SECOND, Duration.ofSeconds(1)))
			.withNanosecondPrecision()
			.build();

		final AtomicRateLimiter resilience4j = resilience4j(PER_SECOND, Duration.ofSeconds(1));

		final AtomicRateLimiter resilience4jEmpty = resilience4j(1, Duration.ofDays(1));

		public Limiters() {
			this.oursEmpty.acquire("orders", 0);
			this.resilience4jEmpty.acquirePermission();
		}

		private static AtomicRateLimiter resilience4j(int permits, Duration per) {
			return new AtomicRateLimiter("orders",
					RateLimiterConfig.custom()
						.limitForPeriod(permits)
						.limitRefreshPeriod(per)
						.timeoutDuration(Duration.ZERO)
						.build());
		}

	}

	@Benchmark
	public CompletionStage<RateLimitAnswer> ours(Limiters limiters) {
		return limiters.ours.acquire("orders", 0);
	}

	@Benchmark
	public boolean bucket4j(Limiters limiters) {
		return limiters.bucket4j.tryConsume(1);
	}

	@Benchmark
	public boolean resilience4j(Limiters limiters) {
		return limiters.resilience4j.acquirePermission();
	}

	@Benchmark
	public CompletionStage<RateLimitAnswer> oursEmpty(Limiters limiters) {
		return limiters.oursEmpty.acquire("orders", 0);
	}

	@Benchmark
	public boolean resilience4jEmpty(Limiters limiters) {
		return limiters.resilience4jEmpty.acquirePermission();
	}

}
