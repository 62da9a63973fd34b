package io.httpwrapper.policy;

import java.util.concurrent.TimeUnit;

/**
 * A rate of requests that gives way when the remote throttles without saying how much it
 * would take, and comes back along a cubic curve, as CUBIC (RFC 9438) and the adaptive
 * mode of the AWS clients do: three tenths off at once, quick back to near the rate that
 * was too much, slow around it, then ever faster until nothing is held back any more.
 * <p>
 * Unlike theirs the curve is relative to that rate, so that remotes that take one request
 * a second and remotes that take thousands are found equally fast. It is a function of
 * time alone: quiet times do not shrink the rate.
 * <p>
 * Not thread-safe. Times are on the clock of {@link System#nanoTime()}.
 */
final class ThrottlePace {

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double KEPT = 0.7;

	/** Time after which the rate that was too much is tried again. */
	private static final double PLATEAU_NANOS = TimeUnit.SECONDS.toNanos(10);

	/**
	 * When the rate is this many times the one that was too much, the matter may be over.
	 */
	private static final double OVER = 10;

	/** In requests per second: slower than this nothing can be found out. */
	private static final double LOWEST_RATE = 0.1;

	private static final long BUCKET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final double WEIGHT_OF_NEWEST = 0.8;

	private double measured;

	private long bucketStart;

	private int bucketCount;

	private boolean active;

	/** The rate that was too much, in requests per second. */
	private double top;

	private long loweredAt;

	ThrottlePace(long nowNanos) {
		this.bucketStart = nowNanos;
	}

	/** A request is sent now. */
	void sent(long nowNanos) {
		long elapsed = nowNanos - this.bucketStart;
		if (elapsed >= BUCKET_NANOS) {
			this.measured = smoothed(elapsed);
			this.bucketStart = nowNanos;
			this.bucketCount = 0;
		}
		this.bucketCount++;
	}

	/** The longer ago, the less it counts: as if there had been a bucket each time. */
	private double smoothed(long elapsed) {
		double newest = this.bucketCount * NANOS_PER_SECOND / elapsed;
		double weightOfEarlier = Math.pow(1 - WEIGHT_OF_NEWEST, (double) elapsed / BUCKET_NANOS);
		return newest * (1 - weightOfEarlier) + this.measured * weightOfEarlier;
	}

	/**
	 * A request was throttled.
	 * @param sentNanos when it was sent: one sent before the rate was last lowered says
	 * nothing about the rate since
	 * @param nowNanos the time now
	 */
	void throttled(long sentNanos, long nowNanos) {
		if (isActive(nowNanos) && sentNanos - this.loweredAt < 0) {
			return;
		}
		double used = used(nowNanos);
		double tooMuch = isActive(nowNanos) ? Math.min(used, rate(nowNanos)) : used;
		this.top = Math.max(tooMuch, LOWEST_RATE / KEPT);
		this.loweredAt = nowNanos;
		this.active = true;
	}

	private double used(long nowNanos) {
		return Math.max(this.measured, smoothed(Math.max(BUCKET_NANOS, nowNanos - this.bucketStart)));
	}

	/** Time until another request may be sent; not positive if it may be sent now. */
	long waitNanos(long nowNanos, long lastSentNanos) {
		return isActive(nowNanos) ? lastSentNanos + gapNanos(nowNanos) - nowNanos : 0;
	}

	/** Time between two requests; 0 if they need not be apart. */
	long gapNanos(long nowNanos) {
		return isActive(nowNanos) ? (long) (NANOS_PER_SECOND / rate(nowNanos)) : 0;
	}

	boolean isActive(long nowNanos) {
		if (this.active) {
			double rate = rate(nowNanos);
			// not while a queue still uses all of it
			this.active = rate <= OVER * this.top || rate < 2 * used(nowNanos);
		}
		return this.active;
	}

	/** Requests per second that may be sent, while active. */
	double rate(long nowNanos) {
		double fromPlateau = (nowNanos - this.loweredAt) / PLATEAU_NANOS - 1;
		return this.top * (1 + (1 - KEPT) * fromPlateau * fromPlateau * fromPlateau);
	}

}
