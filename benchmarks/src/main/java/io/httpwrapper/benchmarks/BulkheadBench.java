package io.httpwrapper.benchmarks;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.internal.SemaphoreBulkhead;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.Permit;
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
 * What taking a place and giving it back costs, and what a refusal costs. Run with
 * {@code -t 1} and {@code -t 2} to see whether threads disturb each other, and with
 * {@code -prof gc} to see bytes. Compare only within one run.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BulkheadBench {

	/** The bulkheads that all threads share. */
	@State(Scope.Benchmark)
	public static class Bulkheads {

		final Bulkhead ours = ours(50);

		final Bulkhead oursFull = ours(1);

		final io.github.resilience4j.bulkhead.Bulkhead resilience4j = resilience4j(50);

		final io.github.resilience4j.bulkhead.Bulkhead resilience4jFull = resilience4j(1);

		public Bulkheads() {
			this.oursFull.tryAcquire();
			this.resilience4jFull.tryAcquirePermission();
		}

		private static Bulkhead ours(int places) {
			return new Bulkhead(BulkheadSettings.DEFAULTS.with((
					it) -> it.maxConcurrent(ConcurrencyLimit.of(places)).maxWaiting(0).maxWait(Duration.ofSeconds(1))));
		}

		private static io.github.resilience4j.bulkhead.Bulkhead resilience4j(int places) {
			return new SemaphoreBulkhead("orders",
					BulkheadConfig.custom().maxConcurrentCalls(places).maxWaitDuration(Duration.ZERO).build());
		}

	}

	@Benchmark
	public Permit ours(Bulkheads bulkheads) {
		Permit place = Objects.requireNonNull(bulkheads.ours.tryAcquire());
		place.release();
		return place;
	}

	@Benchmark
	public boolean resilience4j(Bulkheads bulkheads) {
		boolean in = bulkheads.resilience4j.tryAcquirePermission();
		bulkheads.resilience4j.onComplete();
		return in;
	}

	@Benchmark
	public Object oursFull(Bulkheads bulkheads) {
		return bulkheads.oursFull.tryAcquire();
	}

	@Benchmark
	public boolean resilience4jFull(Bulkheads bulkheads) {
		return bulkheads.resilience4jFull.tryAcquirePermission();
	}

}
