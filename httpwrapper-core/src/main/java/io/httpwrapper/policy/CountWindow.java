package io.httpwrapper.policy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The last so many attempts: a ring of outcomes, with the sums of what stands in it kept
 * beside. An outcome equal to the one it replaces is not written, so successes cost one
 * atomic increment.
 */
final class CountWindow implements OutcomeWindow {

	private static final int CALL = 1;

	private static final int FAILED = 2;

	private static final int SLOW = 4;

	// further back the answer would be no other: the rate is 1 there
	private static final int LOOK_BACK = 64;

	private final AtomicIntegerArray ring;

	private final AtomicLong written = new AtomicLong();

	// failures in the upper half, slow calls in the lower one
	private final AtomicLong sums = new AtomicLong();

	CountWindow(int calls) {
		this.ring = new AtomicIntegerArray(calls);
	}

	@Override
	public void add(boolean failed, boolean slow, long nowNanos) {
		int outcome = CALL | (failed ? FAILED : 0) | (slow ? SLOW : 0);
		int place = place(this.written.getAndIncrement());
		if (this.ring.get(place) != outcome) {
			int replaced = this.ring.getAndSet(place, outcome);
			addToSums(weight(outcome) - weight(replaced));
		}
	}

	@Override
	public void addLateFailure(long nowNanos) {
		long newest = this.written.get() - 1;
		long oldest = Math.max(0, newest - Math.min(LOOK_BACK, this.ring.length()) + 1);
		for (long at = newest; at >= oldest; at--) {
			int place = place(at);
			int outcome = this.ring.get(place);
			if ((outcome & (CALL | FAILED)) == CALL && this.ring.compareAndSet(place, outcome, outcome | FAILED)) {
				addToSums(weight(FAILED));
				return;
			}
		}
	}

	@Override
	public WindowCounts counts(long nowNanos) {
		long calls = Math.min(this.written.get(), this.ring.length());
		long both = this.sums.get();
		return new WindowCounts(calls, Math.min(calls, both >> 32), Math.min(calls, (int) both));
	}

	private int place(long at) {
		return (int) (at % this.ring.length());
	}

	private void addToSums(long change) {
		if (change != 0) {
			this.sums.getAndAdd(change);
		}
	}

	private static long weight(int outcome) {
		return (((outcome & FAILED) != 0) ? 1L << 32 : 0) + (((outcome & SLOW) != 0) ? 1 : 0);
	}

}
