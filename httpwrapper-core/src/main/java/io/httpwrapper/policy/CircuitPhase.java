package io.httpwrapper.policy;

import org.jspecify.annotations.Nullable;

/**
 * One stay of a circuit in one state, from entering it to leaving it. Never entered
 * again: two stays in the same state are two objects.
 */
abstract class CircuitPhase {

	final SlidingWindowCircuitBreaker breaker;

	final CircuitState state;

	final String reason;

	final long sinceNanos;

	CircuitPhase(SlidingWindowCircuitBreaker breaker, CircuitState state, String reason, long sinceNanos) {
		this.breaker = breaker;
		this.state = state;
		this.reason = reason;
		this.sinceNanos = sinceNanos;
	}

	abstract @Nullable Permit tryAcquire(long nowNanos);

	/** As {@link CircuitBreaker#untilTrialNanos}. */
	abstract long untilTrialNanos(long nowNanos);

	abstract WindowCounts counts(long nowNanos);

	int failuresInARow() {
		return 0;
	}

	/** Whether time alone can lead out of this state. */
	boolean endsByItself() {
		return false;
	}

}
