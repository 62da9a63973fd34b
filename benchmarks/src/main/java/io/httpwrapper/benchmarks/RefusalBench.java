package io.httpwrapper.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import io.httpwrapper.policy.Verdict;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * What an open circuit costs the attempt that it refuses, with the exception that the
 * caller gets, beside Resilience4j's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RefusalBench {

	private final CircuitBreaker breaker = opened();

	private final ClientRequest request = ClientRequest
		.create(HttpMethod.GET, URI.create("http://orders.internal:8080/orders/1"))
		.build();

	private final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4j = io.github.resilience4j.circuitbreaker.CircuitBreaker
		.ofDefaults("orders");

	private final long nowNanos = System.nanoTime();

	public RefusalBench() {
		this.resilience4j.transitionToForcedOpenState();
	}

	private static CircuitBreaker opened() {
		SlidingWindowCircuitBreaker breaker = new SlidingWindowCircuitBreaker("orders",
				CircuitBreakerSettings.DEFAULTS.with((it) -> it.enabled(true)
					.failureRate(0.5)
					.slowCallRate(0.8)
					.slowCallDuration(Duration.ofSeconds(2))
					.window(Duration.ofSeconds(30))
					.windowCalls(100)
					.minCalls(20)
					.failureThreshold(10)
					.recoveryTimeout(Duration.ofHours(1))
					.maxRecoveryTimeout(Duration.ofHours(1))
					.halfOpenCalls(3)
					.trialTimeout(Duration.ofSeconds(30))
					.maxHosts(100)),
				System::nanoTime, () -> 0, (transition) -> {
				});
		long now = System.nanoTime();
		Permit permit = Objects.requireNonNull(breaker.tryAcquire(now));
		for (int i = 0; i < 10; i++) {
			permit.settle(Verdict.FAILURE, now, now, Permit.NO_RETRY_AFTER);
		}
		return breaker;
	}

	@Benchmark
	public Object ours() {
		Permit permit = this.breaker.tryAcquire(this.nowNanos);
		return (permit != null) ? permit
				: new CircuitOpenException("orders", this.request, this.breaker, this.nowNanos);
	}

	@Benchmark
	public Object resilience4j() {
		return this.resilience4j.tryAcquirePermission() ? this.resilience4j
				: io.github.resilience4j.circuitbreaker.CallNotPermittedException
					.createCallNotPermittedException(this.resilience4j);
	}

}
