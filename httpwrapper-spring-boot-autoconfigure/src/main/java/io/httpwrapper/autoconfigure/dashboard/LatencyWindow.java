package io.httpwrapper.autoconfigure.dashboard;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Durations of the last ten seconds, in buckets that are a sixteenth of their octave
 * wide: what is told is at most 3.2 % off, up to some 18 minutes. Recording is
 * thread-safe, the rest is for one thread at a time.
 */
final class LatencyWindow {

	/** What there is no percentile of. */
	static final long NONE = -1;

	private static final int SECONDS = 10;

	private static final int PER_OCTAVE = 16;

	private static final int BUCKETS = PER_OCTAVE * 27;

	private final AtomicIntegerArray current = new AtomicIntegerArray(BUCKETS);

	private final int[][] seconds = new int[SECONDS][BUCKETS];

	private final int[] window = new int[BUCKETS];

	private int second;

	void record(long nanos) {
		this.current.incrementAndGet(bucket(Math.max(0, nanos / 1000)));
	}

	/** Takes what came since the last time into the window, and drops the oldest. */
	void roll() {
		int[] oldest = this.seconds[this.second];
		for (int i = 0; i < BUCKETS; i++) {
			int fresh = (this.current.get(i) != 0) ? this.current.getAndSet(i, 0) : 0;
			this.window[i] += fresh - oldest[i];
			oldest[i] = fresh;
		}
		this.second = (this.second + 1) % SECONDS;
	}

	/**
	 * The duration in µs that this share of those in the window did not exceed, or
	 * {@link #NONE} if there are none.
	 */
	long percentile(double share) {
		long rank = Math.max(1, (long) Math.ceil(share * Arrays.stream(this.window).asLongStream().sum()));
		long seen = 0;
		for (int i = 0; i < BUCKETS; i++) {
			seen += this.window[i];
			if (seen >= rank) {
				return middle(i);
			}
		}
		return NONE;
	}

	private static int bucket(long micros) {
		if (micros < PER_OCTAVE) {
			return (int) micros;
		}
		int octave = 63 - Long.numberOfLeadingZeros(micros) - 4;
		int index = (octave + 1) * PER_OCTAVE + (int) ((micros >> octave) - PER_OCTAVE);
		return Math.min(index, BUCKETS - 1);
	}

	private static long middle(int index) {
		if (index < PER_OCTAVE) {
			return index;
		}
		int octave = index / PER_OCTAVE - 1;
		long from = (long) (PER_OCTAVE + index % PER_OCTAVE) << octave;
		return from + (1L << octave) / 2;
	}

}
