package io.httpwrapper.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.policy.CircuitScope;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import io.httpwrapper.policy.Verdict;
import io.httpwrapper.policy.WindowType;
import org.jspecify.annotations.Nullable;
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
 * What a circuit breaker costs an attempt that succeeds, and one that it refuses. Run
 * with {@code -t 1}, {@code -t 2} and {@code -t 4} to see whether threads disturb each
 * other, and with {@code -prof gc} to see bytes. Compare only within one run.
 *
 * <p>
 * {@code WithClock} breakers are given the attempt's duration and read the clock twice,
 * as {@code clockAlone} does; Armeria's reads it once and knows no duration; Failsafe's
 * count window reads none.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CircuitBreakerBench {

	private static final URI URL = URI.create("https://orders.internal/1");

	private static final List<URI> TEN_URLS = IntStream.range(0, 10)
		.mapToObj((i) -> URI.create("https://orders" + i + ".internal/1"))
		.toList();

	/** The breakers that all threads share. */
	@State(Scope.Benchmark)
	public static class Breakers {

		private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

		final SlidingWindowCircuitBreaker time = ours(WindowType.TIME, CircuitMode.NORMAL);

		final SlidingWindowCircuitBreaker count = ours(WindowType.COUNT, CircuitMode.NORMAL);

		final SlidingWindowCircuitBreaker open = opened();

		final CircuitBreakers hosts = new CircuitBreakers("orders", settings(WindowType.TIME, CircuitMode.NORMAL),
				SlidingWindowCircuitBreaker.factory(System::nanoTime, RANDOM), (transition) -> {
				});

		final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4jTime = resilience4j(
				SlidingWindowType.TIME_BASED);

		final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4jCount = resilience4j(
				SlidingWindowType.COUNT_BASED);

		final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4jOpen = resilience4j(
				SlidingWindowType.TIME_BASED);

		final dev.failsafe.CircuitBreaker<Object> failsafe = failsafe();

		final dev.failsafe.CircuitBreaker<Object> failsafeOpen = failsafe();

		final com.linecorp.armeria.client.circuitbreaker.CircuitBreaker armeria = com.linecorp.armeria.client.circuitbreaker.CircuitBreaker
			.ofDefaultName();

		final com.linecorp.armeria.client.circuitbreaker.CircuitBreaker armeriaOpen = com.linecorp.armeria.client.circuitbreaker.CircuitBreaker
			.ofDefaultName();

		public Breakers() {
			this.resilience4jOpen.transitionToForcedOpenState();
			this.failsafeOpen.open();
			this.armeriaOpen.enterState(com.linecorp.armeria.client.circuitbreaker.CircuitState.FORCED_OPEN);
		}

		private static CircuitBreakerSettings settings(WindowType type, CircuitMode mode) {
			return CircuitBreakerSettings.DEFAULTS.with((it) -> it.enabled(true)
				.mode(mode)
				.scope(CircuitScope.HOST)
				.failureRate(0.5)
				.slowCallRate(0.8)
				.slowCallDuration(Duration.ofSeconds(2))
				.windowType(type)
				.window(Duration.ofSeconds(30))
				.windowCalls(100)
				.minCalls(20)
				.failureThreshold(10)
				.recoveryTimeout(Duration.ofHours(1))
				.maxRecoveryTimeout(Duration.ofHours(1))
				.halfOpenCalls(3)
				.trialTimeout(Duration.ofSeconds(30))
				.maxHosts(100));
		}

		private static SlidingWindowCircuitBreaker ours(WindowType type, CircuitMode mode) {
			return new SlidingWindowCircuitBreaker("orders", settings(type, mode), System::nanoTime, RANDOM,
					(transition) -> {
					});
		}

		private static SlidingWindowCircuitBreaker opened() {
			SlidingWindowCircuitBreaker breaker = ours(WindowType.TIME, CircuitMode.NORMAL);
			long now = System.nanoTime();
			Permit permit = Objects.requireNonNull(breaker.tryAcquire(now));
			for (int i = 0; i < 10; i++) {
				permit.settle(Verdict.FAILURE, now, now, Permit.NO_RETRY_AFTER);
			}
			return breaker;
		}

		private static io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4j(SlidingWindowType type) {
			return io.github.resilience4j.circuitbreaker.CircuitBreaker.of("orders",
					CircuitBreakerConfig.custom()
						.slidingWindowType(type)
						.slidingWindowSize((type == SlidingWindowType.TIME_BASED) ? 30 : 100)
						.minimumNumberOfCalls(20)
						.build());
		}

		private static dev.failsafe.CircuitBreaker<Object> failsafe() {
			return dev.failsafe.CircuitBreaker.builder()
				.withFailureThreshold(50, 100)
				.withDelay(Duration.ofHours(1))
				.build();
		}

	}

	/**
	 * A clock that costs nothing, and hardly moves: threads' times must not drift apart.
	 */
	@State(Scope.Thread)
	public static class FreeClock {

		private long now = System.nanoTime();

		long next() {
			this.now++;
			return this.now;
		}

	}

	@Benchmark
	public long clockAlone() {
		long start = System.nanoTime();
		return System.nanoTime() - start;
	}

	@Benchmark
	public @Nullable Permit oursTimeWithClock(Breakers breakers) {
		return successWithClock(breakers.time);
	}

	@Benchmark
	public @Nullable Permit oursCountWithClock(Breakers breakers) {
		return successWithClock(breakers.count);
	}

	@Benchmark
	public @Nullable Permit oursTime(Breakers breakers, FreeClock clock) {
		return success(breakers.time, clock);
	}

	@Benchmark
	public @Nullable Permit oursCount(Breakers breakers, FreeClock clock) {
		return success(breakers.count, clock);
	}

	@Benchmark
	public @Nullable Permit oursRefuses(Breakers breakers, FreeClock clock) {
		return breakers.open.tryAcquire(clock.next());
	}

	@Benchmark
	public Object oursForHost(Breakers breakers) {
		return breakers.hosts.forHost(URL);
	}

	/** Each call goes to another host than the one before. */
	@Benchmark
	public Object oursForTenHosts(Breakers breakers, FreeClock clock) {
		return breakers.hosts.forHost(TEN_URLS.get((int) (clock.next() % 10)));
	}

	@Benchmark
	public boolean resilience4jTimeWithClock(Breakers breakers) {
		return success(breakers.resilience4jTime);
	}

	@Benchmark
	public boolean resilience4jCountWithClock(Breakers breakers) {
		return success(breakers.resilience4jCount);
	}

	@Benchmark
	public boolean resilience4jRefuses(Breakers breakers) {
		return breakers.resilience4jOpen.tryAcquirePermission();
	}

	@Benchmark
	public boolean failsafeCount(Breakers breakers) {
		boolean in = breakers.failsafe.tryAcquirePermit();
		breakers.failsafe.recordSuccess();
		return in;
	}

	@Benchmark
	public boolean failsafeRefuses(Breakers breakers) {
		return breakers.failsafeOpen.tryAcquirePermit();
	}

	@Benchmark
	public boolean armeriaTime(Breakers breakers) {
		boolean in = breakers.armeria.tryRequest();
		breakers.armeria.onSuccess();
		return in;
	}

	@Benchmark
	public boolean armeriaRefuses(Breakers breakers) {
		return breakers.armeriaOpen.tryRequest();
	}

	private static @Nullable Permit successWithClock(SlidingWindowCircuitBreaker breaker) {
		long start = System.nanoTime();
		Permit permit = breaker.tryAcquire(start);
		if (permit != null) {
			permit.settle(Verdict.SUCCESS, start, System.nanoTime(), Permit.NO_RETRY_AFTER);
		}
		return permit;
	}

	private static @Nullable Permit success(SlidingWindowCircuitBreaker breaker, FreeClock clock) {
		long start = clock.next();
		Permit permit = breaker.tryAcquire(start);
		if (permit != null) {
			permit.settle(Verdict.SUCCESS, start, clock.next(), Permit.NO_RETRY_AFTER);
		}
		return permit;
	}

	private static boolean success(io.github.resilience4j.circuitbreaker.CircuitBreaker breaker) {
		long start = breaker.getCurrentTimestamp();
		boolean in = breaker.tryAcquirePermission();
		breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
		return in;
	}

}
