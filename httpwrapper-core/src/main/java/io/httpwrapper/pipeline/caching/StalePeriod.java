package io.httpwrapper.pipeline.caching;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import io.httpwrapper.pipeline.call.ClientEvents;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

/**
 * The period during which a client gives stale answers because the remote fails. It lasts
 * from the first stale answer to the next good response. Listeners are informed of its
 * start and its end. Thread-safe.
 */
final class StalePeriod {

	private final ClientEvents events;

	private final TimeAndChance time;

	private final AtomicReference<@Nullable Period> current = new AtomicReference<>();

	StalePeriod(ClientEvents events, TimeAndChance time) {
		this.events = events;
		this.time = time;
	}

	/** A stale answer was given instead of an error. */
	void served(String why) {
		Period period = this.current.get();
		if (period == null) {
			period = new Period(this.time.nanoTime().getAsLong());
			if (this.current.compareAndSet(null, period)) {
				this.events.staleStarted(why);
			}
		}
		period.answers.increment();
	}

	/** The remote has given a good response, which ends the period. */
	void over() {
		Period period = this.current.get();
		if (period != null && this.current.compareAndSet(period, null)) {
			this.events.staleEnded(period.answers.sum(), this.time.nanoTime().getAsLong() - period.sinceNanos);
		}
	}

	boolean isOn() {
		return this.current.get() != null;
	}

	private static final class Period {

		private final long sinceNanos;

		private final LongAdder answers = new LongAdder();

		Period(long sinceNanos) {
			this.sinceNanos = sinceNanos;
		}

	}

}
