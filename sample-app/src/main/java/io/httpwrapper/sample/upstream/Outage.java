package io.httpwrapper.sample.upstream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether there is an outage now: as the schedule says, unless it was told otherwise.
 * Thread-safe.
 */
final class Outage {

	private enum Mode {

		SCHEDULED, ON, OFF

	}

	private final OutageSchedule schedule;

	private final LongSupplier nanoTime;

	private volatile long startNanos;

	private volatile Mode mode = Mode.SCHEDULED;

	Outage(OutageSchedule schedule, LongSupplier nanoTime) {
		this.schedule = schedule;
		this.nanoTime = nanoTime;
		this.startNanos = nanoTime.getAsLong();
	}

	boolean isOn() {
		return switch (this.mode) {
			case ON -> true;
			case OFF -> false;
			case SCHEDULED -> this.schedule.isOutAt(Duration.ofNanos(this.nanoTime.getAsLong() - this.startNanos));
		};
	}

	void begin() {
		this.mode = Mode.ON;
	}

	void end() {
		this.mode = Mode.OFF;
	}

	/**
	 * Follows the schedule, from its beginning.
	 */
	void restartSchedule() {
		this.startNanos = this.nanoTime.getAsLong();
		this.mode = Mode.SCHEDULED;
	}

}
