package io.httpwrapper.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The attempts of the last so much time, in ten buckets: between nine and ten tenths of
 * the length are seen. Threads write to stripes, so that those of different ones do not
 * disturb each other; a reader adds the stripes up.
 *
 * <p>
 * A bucket of a stripe is one word, written by compare-and-set:
 * {@code period (19 bits) | slow calls (15) | failures (15) | calls (15)}. When a count
 * would overflow all three are halved, which keeps their ratio.
 */
final class TimeWindow implements OutcomeWindow {

	private static final int BUCKETS = 10;

	// more than buckets, so that the place of a period is a mask and a late writer
	// finds its own
	private static final int PLACES = 16;

	private static final int STRIPES = 8;

	private static final int STRIPE_SHIFT = Integer.SIZE - 3;

	// a cache line apart, the first one from the array's length, which all threads read
	private static final int STRIDE = PLACES + 8;

	private static final long CALL = 1;

	private static final long FAILURE = 1L << 15;

	private static final long SLOW = 1L << 30;

	private static final long MOST = 0x7FFF;

	private static final int PERIOD_SHIFT = 45;

	private static final long PERIODS = 0x7FFFF;

	private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

	private final long[] words = new long[STRIDE * (STRIPES + 1)];

	private final long bucketNanos;

	private final long originNanos;

	// a guess, checked by whoever reads it; saves the division
	private long latestPeriod;

	TimeWindow(long lengthNanos, long originNanos) {
		this.bucketNanos = Math.max(1, lengthNanos / BUCKETS);
		this.originNanos = originNanos;
	}

	@Override
	public void add(boolean failed, boolean slow, long nowNanos) {
		add(CALL + (failed ? FAILURE : 0) + (slow ? SLOW : 0), nowNanos);
	}

	@Override
	public void addLateFailure(long nowNanos) {
		add(FAILURE, nowNanos);
	}

	private void add(long increment, long nowNanos) {
		long period = period(nowNanos);
		int at = index(stripe(), period);
		long stamp = period & PERIODS;
		while (true) {
			long word = (long) WORD.getVolatile(this.words, at);
			long next;
			if (word >>> PERIOD_SHIFT == stamp) {
				next = makeRoom(word) + increment;
			}
			else if (isAhead(word, period)) {
				return; // this thread slept for longer than the window
			}
			else {
				next = (stamp << PERIOD_SHIFT) + increment;
			}
			if (WORD.compareAndSet(this.words, at, word, next)) {
				return;
			}
		}
	}

	@Override
	public WindowCounts counts(long nowNanos) {
		long newest = period(nowNanos);
		long calls = 0;
		long failures = 0;
		long slowCalls = 0;
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			for (long period = newest - BUCKETS + 1; period <= newest; period++) {
				long word = (long) WORD.getVolatile(this.words, index(stripe, period));
				if (word >>> PERIOD_SHIFT == (period & PERIODS)) {
					calls += word & MOST;
					failures += (word >>> 15) & MOST;
					slowCalls += (word >>> 30) & MOST;
				}
			}
		}
		return new WindowCounts(calls, Math.min(calls, failures), Math.min(calls, slowCalls));
	}

	private long period(long nowNanos) {
		long passed = nowNanos - this.originNanos;
		long guess = this.latestPeriod;
		long rest = passed - guess * this.bucketNanos;
		if (rest >= 0 && rest < this.bucketNanos) {
			return guess;
		}
		long period = Math.floorDiv(passed, this.bucketNanos);
		this.latestPeriod = period;
		return period;
	}

	private static int stripe() {
		// Fibonacci hashing spreads threads that were started one after the other
		return ((int) Thread.currentThread().getId() * 0x9E3779B9) >>> STRIPE_SHIFT;
	}

	private static int index(int stripe, long period) {
		return STRIDE * (stripe + 1) + (int) (period & (PLACES - 1));
	}

	private static long makeRoom(long word) {
		if ((word & MOST) != MOST && ((word >>> 15) & MOST) != MOST) {
			return word;
		}
		long halves = ((word & MOST) >>> 1) | (((word >>> 15) & MOST) >>> 1) << 15
				| (((word >>> 30) & MOST) >>> 1) << 30;
		return (word >>> PERIOD_SHIFT << PERIOD_SHIFT) | halves;
	}

	/** Whether the word is used, and of a later period than {@code period}. */
	private static boolean isAhead(long word, long period) {
		return word << (Long.SIZE - PERIOD_SHIFT) != 0 && (((word >>> PERIOD_SHIFT) - period) & PERIODS) == PLACES;
	}

}
