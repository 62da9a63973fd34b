package io.httpwrapper.test;

import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Reactor's view of a {@link Timeline}.
 */
final class TimelineScheduler implements Scheduler {

	private final Timeline timeline;

	private final boolean pauses;

	/**
	 * @param pauses whether somebody waits for what is scheduled here
	 */
	TimelineScheduler(Timeline timeline, boolean pauses) {
		this.timeline = timeline;
		this.pauses = pauses;
	}

	@Override
	public Disposable schedule(Runnable task) {
		return this.timeline.add(task, 0, this.pauses);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		return this.timeline.add(task, unit.toNanos(delay), this.pauses);
	}

	@Override
	public Worker createWorker() {
		return new TimelineWorker();
	}

	private final class TimelineWorker implements Worker {

		private final Disposable.Composite scheduled = Disposables.composite();

		@Override
		public Disposable schedule(Runnable task) {
			return schedule(task, 0, TimeUnit.NANOSECONDS);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			Disposable added = TimelineScheduler.this.schedule(task, delay, unit);
			this.scheduled.add(added);
			return added;
		}

		@Override
		public void dispose() {
			this.scheduled.dispose();
		}

	}

}
