package io.httpwrapper.policy;

import java.util.random.RandomGenerator;

/**
 * How long to wait before an attempt is repeated. The longest pause is cut before chance
 * spreads it, so that late attempts stay as spread as early ones. Thread-safe if the
 * generator is.
 *
 * @see Jitter
 */
public final class Backoff {

	private final Jitter jitter;

	private final long minNanos;

	private final long maxNanos;

	private final RandomGenerator random;

	public Backoff(RetrySettings settings, RandomGenerator random) {
		this.jitter = settings.jitter();
		this.minNanos = settings.minBackoff().toNanos();
		this.maxNanos = settings.maxBackoff().toNanos();
		this.random = random;
	}

	/**
	 * The pause after an attempt.
	 * @param attempt number of the attempt that failed, from 1; any number is fine
	 * @param previousPauseNanos the pause before that attempt; 0 if it was the first
	 * @return from 0 to {@code max-backoff}
	 */
	public long pauseNanos(int attempt, long previousPauseNanos) {
		return switch (this.jitter) {
			case NONE -> exponential(attempt);
			case FULL -> this.random.nextLong(exponential(attempt) + 1);
			case EQUAL -> {
				long pause = exponential(attempt);
				yield pause - this.random.nextLong(pause / 2 + 1);
			}
			case DECORRELATED -> {
				long previous = Math.min(Math.max(previousPauseNanos, this.minNanos), this.maxNanos);
				yield this.random.nextLong(this.minNanos, Math.min(3 * previous, this.maxNanos) + 1);
			}
		};
	}

	private long exponential(int attempt) {
		int doublings = Math.max(attempt, 1) - 1;
		boolean capped = doublings >= Long.SIZE - 1 || this.minNanos > (this.maxNanos >> doublings);
		return (capped) ? this.maxNanos : this.minNanos << doublings;
	}

}
