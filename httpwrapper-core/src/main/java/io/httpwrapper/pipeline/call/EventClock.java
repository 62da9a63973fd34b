package io.httpwrapper.pipeline.call;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The time of day of events. Most events already come with an elapsed time. Reading the
 * wall clock too would double the cost of the times, so that clock is read only once a
 * second. Thread-safe.
 */
final class EventClock {

	private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final InstantSource clock;

	private volatile Look last;

	EventClock(InstantSource clock, long nowNanos) {
		this.clock = clock;
		this.last = new Look(nowNanos, clock.millis());
	}

	/** The time now, in milliseconds since 1970; for rare events. */
	long millis() {
		return this.clock.millis();
	}

	/**
	 * The time now, computed from the last reading, which is less than a second old.
	 * @param nowNanos the time now, on the elapsed clock
	 */
	long millis(long nowNanos) {
		Look look = this.last;
		long since = nowNanos - look.nanos;
		if (since < 0 || since >= STEP_NANOS) {
			look = new Look(nowNanos, this.clock.millis());
			this.last = look;
			since = 0;
		}
		return look.millis + TimeUnit.NANOSECONDS.toMillis(since);
	}

	/** A reading of both clocks at one moment. */
	private record Look(long nanos, long millis) {
	}

}
