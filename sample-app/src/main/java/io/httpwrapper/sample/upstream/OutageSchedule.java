package io.httpwrapper.sample.upstream;

import java.time.Duration;

/**
 * When outages happen: the first one {@code after} the start, then one {@code every} so
 * often, each {@code lasting} as long.
 *
 * @param after time from the start to the first outage; zero or more
 * @param every time from the beginning of one outage to the next; more than zero
 * @param lasting how long each takes; zero for no outages, shorter than {@code every}
 */
record OutageSchedule(Duration after, Duration every, Duration lasting) {

	OutageSchedule {
		if (after.isNegative() || lasting.isNegative() || lasting.compareTo(every) >= 0) {
			throw new IllegalArgumentException(
					"sample.upstream.outage must not be negative, and lasting (%s) must be shorter than every (%s)"
						.formatted(lasting, every));
		}
	}

	boolean isOutAt(Duration sinceStart) {
		Duration sinceFirst = sinceStart.minus(this.after);
		return !sinceFirst.isNegative() && sinceFirst.toNanos() % this.every.toNanos() < this.lasting.toNanos();
	}

}
