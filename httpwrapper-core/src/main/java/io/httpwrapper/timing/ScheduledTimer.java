package io.httpwrapper.timing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Deadlines as tasks of a scheduler, one task for each. Exact, and on the scheduler's
 * clock, but more expensive than {@link SweptTimer}. For virtual time.
 */
final class ScheduledTimer implements DeadlineTimer {

	private final LongSupplier nanoTime;

	private final Scheduler scheduler;

	ScheduledTimer(LongSupplier nanoTime, Scheduler scheduler) {
		this.nanoTime = nanoTime;
		this.scheduler = scheduler;
	}

	@Override
	public Line line(Duration timeout) {
		return (entry, sinceNanos) -> {
			Task task = new Task();
			entry.line = task;
			task.scheduled = this.scheduler.schedule(() -> {
				if (entry.line == task) {
					entry.line = null;
					entry.expired();
				}
			}, Math.max(0, timeout.toNanos() - (this.nanoTime.getAsLong() - sinceNanos)), TimeUnit.NANOSECONDS);
		};
	}

	@Override
	public Line once(Duration timeout) {
		return line(timeout);
	}

	private static final class Task implements Links {

		private volatile Disposable scheduled = () -> {
		};

		@Override
		public void remove(Entry entry) {
			entry.line = null;
			this.scheduled.dispose();
		}

	}

}
