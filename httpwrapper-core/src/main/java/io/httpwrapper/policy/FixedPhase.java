package io.httpwrapper.policy;

import org.jspecify.annotations.Nullable;

/**
 * DISABLED or FORCED_OPEN: lets all in or none, measures nothing, and ends only by
 * {@link CircuitBreaker#mode}.
 */
final class FixedPhase extends CircuitPhase implements Permit {

	private final boolean passes;

	FixedPhase(SlidingWindowCircuitBreaker breaker, CircuitState state, String reason, long sinceNanos) {
		super(breaker, state, reason, sinceNanos);
		this.passes = state == CircuitState.DISABLED;
	}

	@Override
	@Nullable Permit tryAcquire(long nowNanos) {
		return this.passes ? this : this.breaker.refuse();
	}

	@Override
	public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
	}

	@Override
	long untilTrialNanos(long nowNanos) {
		return this.passes ? 0 : Long.MAX_VALUE;
	}

	@Override
	WindowCounts counts(long nowNanos) {
		return WindowCounts.NONE;
	}

}
