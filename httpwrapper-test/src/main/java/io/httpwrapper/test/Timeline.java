package io.httpwrapper.test;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Runs tasks when the virtual clock gets to them. While time flows, it runs on to the
 * next pause, and to all that falls due before; a deadline alone is nothing that anybody
 * waits for, and does not move the clock. Thread-safe.
 */
final class Timeline {

	/** Of the real time: how long nothing must happen before the clock moves on. */
	private static final long SETTLING_NANOS = 1_000_000;

	private final AtomicLong elapsed = new AtomicLong();

	private final PriorityQueue<Task> tasks = new PriorityQueue<>();

	/** Runs what flows by: as in production, not on the thread that began to wait. */
	private final ExecutorService runner = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "httpwrapper-test-time");
		thread.setDaemon(true);
		return thread;
	});

	private boolean flowing = true;

	/** Tasks that came or went. */
	private long changes;

	long elapsedNanos() {
		return this.elapsed.get();
	}

	/**
	 * Runs something later.
	 * @param isPause whether somebody waits for it
	 */
	Disposable add(Runnable run, long delayNanos, boolean isPause) {
		Task task;
		synchronized (this.tasks) {
			task = new Task(run, this.elapsed.get() + Math.max(0, delayNanos), this.changes++, isPause);
			this.tasks.add(task);
		}
		start();
		return task;
	}

	void flowing(boolean flowing) {
		synchronized (this.tasks) {
			this.flowing = flowing;
		}
		start();
	}

	private void start() {
		if (!this.runner.isShutdown()) {
			this.runner.execute(this::flow);
		}
	}

	private void flow() {
		while (!this.runner.isShutdown()) {
			Task next = due(elapsedNanos());
			long before = changes();
			if (next == null && isFlowing()) {
				// whoever waits may still be about to do what ends the pause
				LockSupport.parkNanos(SETTLING_NANOS);
				next = flown(before);
			}
			else if (next == null) {
				return;
			}
			if (next != null) {
				next.run.run();
			}
		}
	}

	private long changes() {
		synchronized (this.tasks) {
			return this.changes;
		}
	}

	private boolean isFlowing() {
		synchronized (this.tasks) {
			return this.flowing && this.tasks.stream().anyMatch((task) -> task.isPause);
		}
	}

	/** What comes first of all, unless something has changed meanwhile. */
	private @Nullable Task flown(long before) {
		synchronized (this.tasks) {
			return (this.changes == before && isFlowing()) ? take(Long.MAX_VALUE) : null;
		}
	}

	void advance(Duration duration) {
		long until = this.elapsed.get() + duration.toNanos();
		Task next = due(until);
		while (next != null) {
			next.run.run();
			next = due(until);
		}
		this.elapsed.accumulateAndGet(until, Math::max);
	}

	private @Nullable Task due(long until) {
		synchronized (this.tasks) {
			return take(until);
		}
	}

	private @Nullable Task take(long until) {
		Task first = this.tasks.peek();
		if (first == null || first.at > until) {
			return null;
		}
		this.tasks.remove();
		this.elapsed.accumulateAndGet(first.at, Math::max);
		return first;
	}

	void clear() {
		synchronized (this.tasks) {
			this.tasks.clear();
		}
	}

	void close() {
		this.runner.shutdownNow();
	}

	private final class Task implements Comparable<Task>, Disposable {

		private final Runnable run;

		private final long at;

		private final long number;

		private final boolean isPause;

		Task(Runnable run, long at, long number, boolean isPause) {
			this.run = run;
			this.at = at;
			this.number = number;
			this.isPause = isPause;
		}

		@Override
		public int compareTo(Task other) {
			return (this.at != other.at) ? Long.compare(this.at, other.at) : Long.compare(this.number, other.number);
		}

		@Override
		public void dispose() {
			synchronized (Timeline.this.tasks) {
				Timeline.this.changes++;
				Timeline.this.tasks.remove(this);
			}
		}

	}

}
