package io.httpwrapper.policy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * HALF_OPEN: a fixed number of places, each for one trial at a time. A trial owns its
 * place as long as it stands in it, which makes its result count at most once, and not at
 * all after the place went to another. Trials that are under way when one of them fails
 * end without effect.
 */
final class HalfOpenPhase extends CircuitPhase {

	private final CircuitRules rules;

	private final int openings;

	private final AtomicReferenceArray<@Nullable Trial> places;

	private final Trial passed = new Trial(this, -1, 0);

	private final AtomicInteger passes = new AtomicInteger();

	HalfOpenPhase(SlidingWindowCircuitBreaker breaker, String reason, long sinceNanos, int openings) {
		super(breaker, CircuitState.HALF_OPEN, reason, sinceNanos);
		this.rules = breaker.rules();
		this.openings = openings;
		this.places = new AtomicReferenceArray<>(this.rules.halfOpenCalls);
	}

	@Override
	@Nullable Permit tryAcquire(long nowNanos) {
		for (int place = 0; place < this.places.length(); place++) {
			Trial holder = this.places.get(place);
			if (waitNanos(holder, nowNanos) == 0) {
				Trial trial = new Trial(this, place, nowNanos);
				if (this.places.compareAndSet(place, holder, trial)) {
					return this.breaker.isIn(this) ? trial : this.breaker.tryAcquire(nowNanos);
				}
			}
		}
		// the circuit may have moved on while we looked
		return this.breaker.isIn(this) ? this.breaker.refuse() : this.breaker.tryAcquire(nowNanos);
	}

	@Override
	long untilTrialNanos(long nowNanos) {
		long least = Long.MAX_VALUE;
		for (int place = 0; place < this.places.length(); place++) {
			least = Math.min(least, waitNanos(this.places.get(place), nowNanos));
		}
		// only in the moment before the last success closes the circuit are all passed
		return (least == Long.MAX_VALUE) ? 0 : least;
	}

	/** Time until the place of {@code holder} may be taken. */
	private long waitNanos(@Nullable Trial holder, long nowNanos) {
		if (holder == null) {
			return 0;
		}
		return (holder == this.passed) ? Long.MAX_VALUE
				: Math.max(0, this.rules.trialNanos - (nowNanos - holder.sinceNanos));
	}

	private void settle(Trial trial, Verdict verdict, boolean slow, long nowNanos, long retryAfterNanos) {
		boolean failed = this.rules.failed(verdict, slow);
		if (!failed && verdict != Verdict.SUCCESS) {
			this.places.compareAndSet(trial.place, trial, null);
		}
		else if (this.places.compareAndSet(trial.place, trial, this.passed)) {
			if (failed) {
				reopen("a trial failed", nowNanos, retryAfterNanos);
			}
			else if (slow) {
				reopen("a trial took longer than " + CircuitRules.text(this.rules.slowNanos), nowNanos,
						retryAfterNanos);
			}
			else {
				trial.passed = true;
				closeWhenAllPassed(nowNanos);
			}
		}
	}

	private void closeWhenAllPassed(long nowNanos) {
		int trials = this.places.length();
		if (this.passes.incrementAndGet() == trials) {
			String why = trials + ((trials == 1) ? " trial" : " trials") + " succeeded";
			this.breaker.move(this,
					new MeasuringPhase(this.breaker, CircuitState.CLOSED, why, nowNanos, this.openings));
		}
	}

	private void reopen(String why, long nowNanos, long retryAfterNanos) {
		this.breaker.move(this,
				new OpenPhase(this.breaker, why, nowNanos, this.openings + 1, retryAfterNanos, counts(nowNanos), 1));
	}

	@Override
	WindowCounts counts(long nowNanos) {
		return new WindowCounts(this.passes.get(), 0, 0);
	}

	@Override
	boolean endsByItself() {
		return true;
	}

	/** The permit of one trial attempt. */
	private static final class Trial implements Permit {

		private final HalfOpenPhase phase;

		private final int place;

		private final long sinceNanos;

		private volatile boolean passed;

		private Trial(HalfOpenPhase phase, int place, long sinceNanos) {
			this.phase = phase;
			this.place = place;
			this.sinceNanos = sinceNanos;
		}

		@Override
		public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
			this.phase.settle(this, verdict, this.phase.rules.slow(startNanos, nowNanos), nowNanos, retryAfterNanos);
		}

		@Override
		public void bodyFailed(long nowNanos) {
			if (this.passed) {
				this.phase.reopen("the body of a trial broke", nowNanos, NO_RETRY_AFTER);
			}
		}

	}

}
