package io.httpwrapper.autoconfigure.dashboard;

import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * The durations of the last ten seconds, from which percentiles are told. A percentile is
 * at most 3.2 % off, for durations up to 18 minutes; longer ones count as 18 minutes.
 * Recording is thread-safe; all else is for one thread at a time.
 */
final class LatencyWindow {

	/** The percentile of a window without durations. */
	static final long NONE = -1;

	private static final int SECONDS = 10;

	private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(18);

	/** One digit means buckets of a sixteenth of their value, in 4 KB for each second. */
	private static final int DIGITS = 1;

	private final Recorder current = new Recorder(LONGEST_MICROS, DIGITS);

	private final @Nullable Histogram[] seconds = new @Nullable Histogram[SECONDS];

	private final Histogram window = new Histogram(LONGEST_MICROS, DIGITS);

	private int second;

	void record(long nanos) {
		this.current.recordValue(Math.min(Math.max(0, nanos / 1000), LONGEST_MICROS));
	}

	/**
	 * Adds to the window what was recorded since the last time, and removes what was
	 * recorded ten times ago. To be called each second.
	 */
	void roll() {
		Histogram oldest = this.seconds[this.second];
		if (oldest != null) {
			this.window.subtract(oldest);
		}
		Histogram newest = this.current.getIntervalHistogram(oldest);
		this.window.add(newest);
		this.seconds[this.second] = newest;
		this.second = (this.second + 1) % SECONDS;
	}

	/**
	 * The duration in µs that this share of the durations did not exceed.
	 * @param share 0 to 1
	 * @return the middle of its bucket, or {@link #NONE} if there are no durations
	 */
	long percentile(double share) {
		if (this.window.getTotalCount() == 0) {
			return NONE;
		}
		return this.window.medianEquivalentValue(this.window.getValueAtPercentile(100 * share));
	}

}
