package io.httpwrapper.policy;

import java.util.concurrent.TimeUnit;

/**
 * What is known about one quota of a remote, between what it last told and now. While
 * more than a quarter is left nothing is held back; the last quarter is spread over the
 * time until there is more; when nothing is left, that time is waited for.
 * <p>
 * When the time has come, a quota that was scarce is taken to be whole again, but spent
 * evenly until the remote confirms it: no remote promises to restore it all at once.
 * <p>
 * Not thread-safe. Times are on the clock of {@link System#nanoTime()}.
 */
final class LearntQuota {

	/** The part of a quota that is spread: one part in so many. */
	private static final int SPREAD_PART = 4;

	/** Keeps the last of a share from being held back to the very end of the window. */
	private static final double ROUND_UP = 0.5;

	/** How many requests of a window outweigh what was seen of the share before it. */
	private static final double WEIGHT_OF_EARLIER_SHARE = 10;

	private static final double LEAST_SHARE = 0.01;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** Two ends that are not further apart are the same one, in whole seconds. */
	private static final long SAME_WINDOW = SECOND + SECOND / 2;

	private final String policy;

	private final String partition;

	private long limit;

	private long windowNanos;

	/**
	 * Of which those who share the quota take as much as their part, while we take ours.
	 */
	private double remaining;

	private long resetAt;

	/** How many answers had come when the remaining requests were last taken as told. */
	private long toldAfter;

	/** What the first response of the window told, and how much we had used by then. */
	private long firstRemaining;

	private long firstUsed;

	/**
	 * Our part of what is used up, as far as it can be seen, and that before this window.
	 */
	private double share = 1;

	private double earlierShare = 1;

	/** Whether the remote cuts the time that is left to whole seconds. */
	private boolean roundsDown;

	/** Whether this is a new window of which the remote has told nothing yet. */
	private boolean assumed;

	private boolean over = true;

	LearntQuota(String policy, String partition) {
		this.policy = policy;
		this.partition = partition;
	}

	/**
	 * Learns what a response told.
	 * @param quota with known {@code remaining} and {@code resetNanos}
	 * @param counts where the request that it answers stands among the others
	 * @param nowNanos the time now
	 */
	void learn(Quota quota, Counts counts, long nowNanos) {
		roll(nowNanos);
		boolean known = !this.over && !this.assumed;
		if (this.assumed && quota.remaining() == 0 && quota.resetNanos() <= SECOND) {
			this.roundsDown = true; // we came too early
		}
		long told = nowNanos + Math.max(SECOND, quota.resetNanos());
		boolean sameWindow = known && Math.abs(told - this.resetAt) <= SAME_WINDOW;
		this.resetAt = sameWindow ? better(told, quota.resetNanos()) : told;
		learnShare(sameWindow, counts.used(), quota.remaining());
		this.limit = (quota.limit() != Quota.UNKNOWN) ? quota.limit() : Math.max(this.limit, quota.remaining());
		this.windowNanos = (quota.windowNanos() != Quota.UNKNOWN) ? quota.windowNanos()
				: Math.max(this.windowNanos, quota.resetNanos());
		double least = quota.remaining() - counts.uncounted() / this.share;
		// of requests that were under way together none is the later one; each answer
		// tells what is left at least
		boolean newer = !sameWindow || counts.answeredBefore() >= this.toldAfter;
		this.remaining = newer ? least : Math.max(this.remaining, least);
		this.toldAfter = newer ? counts.answered() : this.toldAfter;
		this.assumed = false;
		this.over = false;
	}

	/**
	 * Each answer within a window tells its end to the second. All of them together tell
	 * it better: of those that were rounded up the earliest, else the latest.
	 */
	private long better(long told, long resetNanos) {
		boolean later = told - this.resetAt > 0;
		return (this.roundsDown ? later && resetNanos > 0 : !later) ? told : this.resetAt;
	}

	private void learnShare(boolean sameWindow, long used, long toldRemaining) {
		if (!sameWindow) {
			this.earlierShare = this.share;
			this.firstUsed = used;
			this.firstRemaining = toldRemaining;
			return;
		}
		double ours = used - this.firstUsed + this.earlierShare * WEIGHT_OF_EARLIER_SHARE;
		double all = this.firstRemaining - toldRemaining + WEIGHT_OF_EARLIER_SHARE;
		this.share = (all > ours) ? Math.max(LEAST_SHARE, ours / all) : 1;
	}

	/** A response told of other quotas but not of this one, or of none. */
	void unmentioned(long nowNanos) {
		roll(nowNanos);
		this.over = this.over || this.assumed;
	}

	void sent() {
		this.remaining -= 1 / this.share;
	}

	void unsent() {
		this.remaining += 1 / this.share;
	}

	/** Time until another request may be sent; not positive if it may be sent now. */
	long waitNanos(long nowNanos, long lastSentNanos) {
		roll(nowNanos);
		if (this.over || !isScarce()) {
			return 0;
		}
		long left = this.resetAt - nowNanos;
		if (this.remaining < 1) {
			return left;
		}
		return Math.min(left, lastSentNanos + gapNanos(lastSentNanos) - nowNanos);
	}

	/** Time between two requests that are spread over what is left from then on. */
	private long gapNanos(long fromNanos) {
		return (this.assumed || this.remaining < 1) ? (long) (this.windowNanos / (this.limit * this.share + 1))
				: (long) ((this.resetAt - fromNanos) / (this.remaining * this.share + ROUND_UP));
	}

	/** The same as far as it can be told now, 0 if nothing is held back. */
	long gapFrom(long nowNanos) {
		roll(nowNanos);
		return (this.over || !isScarce() || this.limit == 0) ? 0 : gapNanos(nowNanos);
	}

	boolean isSpent(long nowNanos) {
		roll(nowNanos);
		return !this.over && this.remaining < 1;
	}

	boolean isScarce(long nowNanos) {
		roll(nowNanos);
		return !this.over && isScarce();
	}

	private void roll(long nowNanos) {
		if (this.over || this.resetAt - nowNanos > 0) {
			return;
		}
		if (this.assumed || !isScarce()) {
			this.over = true;
			return;
		}
		this.assumed = true;
		this.remaining = Math.max(1, this.limit); // who tells no limit is asked once
		this.resetAt += this.windowNanos;
		this.over = this.resetAt - nowNanos <= 0;
	}

	private boolean isScarce() {
		return this.assumed || this.remaining <= this.limit / SPREAD_PART;
	}

	boolean isOver(long nowNanos) {
		roll(nowNanos);
		return this.over;
	}

	Quota quota(long nowNanos) {
		return new Quota(this.policy, this.partition, this.limit, this.windowNanos, Math.max(0, (long) this.remaining),
				Math.max(0, this.resetAt - nowNanos));
	}

	/**
	 * Where a request stands among all of them.
	 *
	 * @param answeredBefore how many had been answered when it was sent
	 * @param answered how many have been answered by now
	 * @param used how many of them were not throttled
	 * @param uncounted how many of ours the remote may not have counted when it answered
	 */
	record Counts(long answeredBefore, long answered, long used, long uncounted) {

	}

}
