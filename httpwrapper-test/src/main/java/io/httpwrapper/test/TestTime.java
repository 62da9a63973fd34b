package io.httpwrapper.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import reactor.core.scheduler.Scheduler;

/**
 * The time of all clients in a test. It stands still while code runs, and passes in two
 * ways. While {@linkplain #flow() flowing}, which it does at first, every pause (backoff,
 * a place in a queue, a slow remote) is over at once, and the clock has moved on by as
 * much as it would have taken; timeouts that fall into it come first. While
 * {@linkplain #hold() held}, nothing is over before {@link #advance} gets there.
 * Thread-safe. Flowing is for one call at a time: a pause of one is over for all.
 */
public final class TestTime implements InstantSource {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	// overflows after a minute, as the real one may
	private static final long START_NANOS = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

	private final Timeline timeline = new Timeline();

	TestTime() {
	}

	/** Elapsed time, as {@link System#nanoTime()}. */
	public long nanoTime() {
		return START_NANOS + this.timeline.elapsedNanos();
	}

	@Override
	public Instant instant() {
		return START.plusNanos(this.timeline.elapsedNanos());
	}

	/**
	 * Lets time pass, and on this thread all that falls due on the way.
	 * @param duration not negative
	 */
	public void advance(Duration duration) {
		this.timeline.advance(duration);
	}

	/** From here on time passes by {@link #advance} only. */
	public void hold() {
		this.timeline.flowing(false);
	}

	/** From here on pauses are over at once, those under way included. */
	public void flow() {
		this.timeline.flowing(true);
	}

	Scheduler scheduler() {
		return new TimelineScheduler(this.timeline, true);
	}

	Scheduler deadlines() {
		return new TimelineScheduler(this.timeline, false);
	}

	void reset() {
		this.timeline.clear();
		flow();
	}

	void close() {
		this.timeline.close();
	}

}
