package io.httpwrapper.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The settings of a breaker as the numbers that its states compare.
 */
final class CircuitRules {

	/** The share of the open time that chance may add. */
	static final double JITTER = 0.2;

	final int halfOpenCalls;

	final long trialNanos;

	final long slowNanos;

	private final CircuitBreakerSettings settings;

	private final int failureThreshold;

	private final int minCalls;

	private final long recoveryNanos;

	private final long maxRecoveryNanos;

	private final long windowNanos;

	CircuitRules(CircuitBreakerSettings settings) {
		this.settings = settings;
		this.halfOpenCalls = settings.halfOpenCalls();
		this.trialNanos = settings.trialTimeout().toNanos();
		this.slowNanos = settings.slowCallDuration().toNanos();
		this.failureThreshold = settings.failureThreshold();
		this.minCalls = settings.minCalls();
		this.recoveryNanos = settings.recoveryTimeout().toNanos();
		this.maxRecoveryNanos = settings.maxRecoveryTimeout().toNanos();
		this.windowNanos = settings.window().toNanos();
	}

	OutcomeWindow window(long nowNanos) {
		return (this.settings.windowType() == WindowType.TIME) ? new TimeWindow(this.windowNanos, nowNanos)
				: new CountWindow(this.settings.windowCalls());
	}

	boolean hasWindowOf(CircuitRules other) {
		return this.settings.windowType() == other.settings.windowType() && this.windowNanos == other.windowNanos
				&& this.settings.windowCalls() == other.settings.windowCalls();
	}

	boolean slow(long startNanos, long nowNanos) {
		return this.slowNanos > 0 && nowNanos - startNanos > this.slowNanos;
	}

	/**
	 * Whether an attempt speaks against the remote. One that was told to come back later
	 * does only if it was also slow: a remote that sheds load quickly is alive, and an
	 * open circuit would not help it.
	 */
	boolean failed(Verdict verdict, boolean slow) {
		return verdict == Verdict.FAILURE || verdict == Verdict.NOT_SENT
				|| (verdict == Verdict.TRANSIENT_FAILURE && slow);
	}

	boolean tooManyInARow(int failures) {
		return this.failureThreshold > 0 && failures >= this.failureThreshold;
	}

	boolean atLimit(WindowCounts counts) {
		return failuresAtLimit(counts) || slowCallsAtLimit(counts);
	}

	boolean enoughCalls(WindowCounts counts) {
		return counts.calls() >= this.minCalls;
	}

	/** Why a circuit with such counts opens. */
	String reason(WindowCounts counts) {
		return failuresAtLimit(counts)
				? "%d of %d attempts failed, limit %s".formatted(counts.failures(), counts.calls(),
						percent(this.settings.failureRate()))
				: "%d of %d attempts took longer than %s, limit %s".formatted(counts.slowCalls(), counts.calls(),
						text(this.slowNanos), percent(this.settings.slowCallRate()));
	}

	/** Whether a circuit that stayed closed so long forgets that it was open. */
	boolean forgets(long closedNanos) {
		return closedNanos > ((this.settings.windowType() == WindowType.TIME) ? this.windowNanos
				: this.maxRecoveryNanos);
	}

	/**
	 * How long to stay open, before jitter.
	 * @param openings which opening in a row it is; at least 1
	 * @param retryAfterNanos how long the remote asked to stay away, or negative
	 */
	long openNanos(int openings, long retryAfterNanos) {
		int doublings = Math.min(openings - 1, Long.SIZE - 2);
		long grown = (this.recoveryNanos > this.maxRecoveryNanos >> doublings) ? this.maxRecoveryNanos
				: this.recoveryNanos << doublings;
		return Math.max(grown, Math.min(retryAfterNanos, this.maxRecoveryNanos));
	}

	private boolean failuresAtLimit(WindowCounts counts) {
		return counts.failureRate() >= this.settings.failureRate();
	}

	private boolean slowCallsAtLimit(WindowCounts counts) {
		return this.slowNanos > 0 && counts.slowCallRate() >= this.settings.slowCallRate();
	}

	/** A time for people: whole milliseconds below a second, else tenths. */
	static String text(long nanos) {
		return (nanos < 1_000_000_000) ? nanos / 1_000_000 + " ms"
				: BigDecimal.valueOf(nanos, 9).setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString()
						+ " s";
	}

	private static String percent(double share) {
		return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
	}

}
