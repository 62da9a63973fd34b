package io.httpwrapper.policy;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * CLOSED or METRICS_ONLY: lets all in and measures. CLOSED also opens. It is its own
 * permit, so letting an attempt in allocates nothing.
 */
final class MeasuringPhase extends CircuitPhase implements Permit {

	private static final AtomicIntegerFieldUpdater<MeasuringPhase> ROW = AtomicIntegerFieldUpdater
		.newUpdater(MeasuringPhase.class, "row");

	private final CircuitRules windowRules;

	private final OutcomeWindow window;

	private final boolean opens;

	private final int openings;

	// failures since the last success; written by a success only if it is not 0
	// already, so that threads which only succeed share nothing that is written
	private volatile int row;

	// a rate is at its limit, but too few calls are in: the next success may
	// complete them
	private volatile boolean watched;

	MeasuringPhase(SlidingWindowCircuitBreaker breaker, CircuitState state, String reason, long sinceNanos,
			int openings) {
		super(breaker, state, reason, sinceNanos);
		this.windowRules = breaker.rules();
		this.window = this.windowRules.window(sinceNanos);
		this.opens = state == CircuitState.CLOSED;
		this.openings = openings;
	}

	/** Whether the window is of the kind and length that these rules ask for. */
	boolean measuresBy(CircuitRules rules) {
		return this.windowRules.hasWindowOf(rules);
	}

	/** The same state with an empty window, of the kind that the rules now ask for. */
	MeasuringPhase withNewWindow() {
		MeasuringPhase renewed = new MeasuringPhase(this.breaker, this.state, this.reason, this.sinceNanos,
				this.openings);
		renewed.row = this.row;
		return renewed;
	}

	@Override
	Permit tryAcquire(long nowNanos) {
		return this;
	}

	@Override
	public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
		boolean slow = this.breaker.rules().slow(startNanos, nowNanos);
		if (verdict == Verdict.SUCCESS) {
			succeeded(slow, nowNanos);
		}
		else if (this.breaker.rules().failed(verdict, slow)) {
			this.window.add(true, slow, nowNanos);
			failed(nowNanos, retryAfterNanos);
		}
	}

	@Override
	public void bodyFailed(long nowNanos) {
		this.window.addLateFailure(nowNanos);
		failed(nowNanos, NO_RETRY_AFTER);
	}

	private void succeeded(boolean slow, long nowNanos) {
		this.window.add(false, slow, nowNanos);
		if (this.row != 0) {
			this.row = 0;
		}
		if ((slow || this.watched) && mayOpen()) {
			judgeRates(nowNanos, NO_RETRY_AFTER);
		}
	}

	private void failed(long nowNanos, long retryAfterNanos) {
		int failures = ROW.incrementAndGet(this);
		if (!mayOpen()) {
			return;
		}
		if (this.breaker.rules().tooManyInARow(failures)) {
			open(failures + ((failures == 1) ? " failure" : " failures in a row"), nowNanos, retryAfterNanos);
		}
		else {
			judgeRates(nowNanos, retryAfterNanos);
		}
	}

	private void judgeRates(long nowNanos, long retryAfterNanos) {
		WindowCounts counts = this.window.counts(nowNanos);
		boolean atLimit = this.breaker.rules().atLimit(counts);
		if (atLimit && this.breaker.rules().enoughCalls(counts)) {
			open(this.breaker.rules().reason(counts), nowNanos, retryAfterNanos);
		}
		else if (this.watched != atLimit) {
			this.watched = atLimit;
			// who counted after our look at the window has seen the flag as it was before
			judgeRates(nowNanos, retryAfterNanos);
		}
	}

	/** Not when only measuring, and not for a late result. */
	private boolean mayOpen() {
		return this.opens && this.breaker.isIn(this);
	}

	private void open(String why, long nowNanos, long retryAfterNanos) {
		int before = this.breaker.rules().forgets(nowNanos - this.sinceNanos) ? 0 : this.openings;
		this.breaker.move(this,
				new OpenPhase(this.breaker, why, nowNanos, before + 1, retryAfterNanos, counts(nowNanos), this.row));
	}

	@Override
	long untilTrialNanos(long nowNanos) {
		return 0;
	}

	@Override
	WindowCounts counts(long nowNanos) {
		return this.window.counts(nowNanos);
	}

	@Override
	int failuresInARow() {
		return this.row;
	}

}
