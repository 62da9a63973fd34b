package io.httpwrapper.pipeline.call;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The time of day at which something happened. Most events are told by somebody who has
 * looked at the elapsed clock already; to look at the clock on the wall as well would
 * double what the times of an event cost, so that is done once a second. Thread-safe.
 */
final class EventClock {

	private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final InstantSource clock;

	private volatile Look last;

	EventClock(InstantSource clock, long nowNanos) {
		this.clock = clock;
		this.last = new Look(nowNanos, clock.millis());
	}

	/** Milliseconds since 1970, now: for what happens seldom. */
	long millis() {
		return this.clock.millis();
	}

	/**
	 * The same, as it follows from the last look; less than a second old.
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

	/** Both clocks at one moment. */
	private record Look(long nanos, long millis) {
	}

}
