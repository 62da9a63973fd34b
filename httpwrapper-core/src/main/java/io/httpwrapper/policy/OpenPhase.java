package io.httpwrapper.policy;

import org.jspecify.annotations.Nullable;

/**
 * OPEN: refuses until a time that is fixed on entering; the first caller after it makes
 * the circuit half-open. Keeps the numbers that opened it, for people.
 */
final class OpenPhase extends CircuitPhase {

	private final int openings;

	private final long waitNanos;

	private final long untilNanos;

	private final WindowCounts counts;

	private final int row;

	OpenPhase(SlidingWindowCircuitBreaker breaker, String reason, long sinceNanos, int openings, long retryAfterNanos,
			WindowCounts counts, int row) {
		super(breaker, CircuitState.OPEN, reason, sinceNanos);
		this.openings = openings;
		this.waitNanos = breaker.openNanos(openings, retryAfterNanos);
		this.untilNanos = sinceNanos + this.waitNanos;
		this.counts = counts;
		this.row = row;
	}

	@Override
	@Nullable Permit tryAcquire(long nowNanos) {
		if (nowNanos - this.untilNanos < 0) {
			return this.breaker.refuse();
		}
		this.breaker.move(this, new HalfOpenPhase(this.breaker,
				"open for " + CircuitRules.text(this.waitNanos) + ", now trying", nowNanos, this.openings));
		return this.breaker.tryAcquire(nowNanos);
	}

	@Override
	long untilTrialNanos(long nowNanos) {
		return Math.max(0, this.untilNanos - nowNanos);
	}

	@Override
	WindowCounts counts(long nowNanos) {
		return this.counts;
	}

	@Override
	int failuresInARow() {
		return this.row;
	}

	@Override
	boolean endsByItself() {
		return true;
	}

}
