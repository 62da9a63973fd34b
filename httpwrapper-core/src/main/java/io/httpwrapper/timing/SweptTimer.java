package io.httpwrapper.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps deadlines in lists, one per length and stripe. One thread sweeps the lists every
 * 10 ms, so deadlines fire up to 20 ms late. Threads arm entries in different stripes, to
 * avoid contention. The sweeping thread starts with the first deadline, and ends when
 * there was none for a second. It runs only code of this class; expired entries run on
 * the scheduler.
 */
final class SweptTimer implements DeadlineTimer {

	private static final long TICK_NANOS = 10_000_000;

	private static final int IDLE_TICKS = 100;

	private static final int STRIPES = 4;

	private final LongSupplier nanoTime;

	private final Scheduler scheduler;

	private final ScheduledTimer single;

	private final Map<Long, StripedLine> lines = new ConcurrentHashMap<>();

	private final AtomicBoolean running = new AtomicBoolean();

	SweptTimer(LongSupplier nanoTime, Scheduler scheduler) {
		this.nanoTime = nanoTime;
		this.scheduler = scheduler;
		this.single = new ScheduledTimer(nanoTime, scheduler);
	}

	@Override
	public Line line(Duration timeout) {
		return this.lines.computeIfAbsent(timeout.toNanos(), StripedLine::new);
	}

	@Override
	public Line once(Duration timeout) {
		return this.single.line(timeout);
	}

	private void start() {
		if (this.running.compareAndSet(false, true)) {
			Thread thread = new Thread(this::run, "httpwrapper-deadlines");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void run() {
		int idle = 0;
		while (true) {
			LockSupport.parkNanos(this, TICK_NANOS);
			idle = sweep(this.nanoTime.getAsLong()) ? 0 : idle + 1;
			if (idle > IDLE_TICKS) {
				this.running.set(false);
				// an entry that was armed before that write did not start the thread, so
				// look again
				if (!armed() || !this.running.compareAndSet(false, true)) {
					return;
				}
				idle = 0;
			}
		}
	}

	/**
	 * Fires the entries that are due.
	 * @return whether entries are still armed
	 */
	private boolean sweep(long now) {
		List<Entry> due = new ArrayList<>();
		boolean armed = false;
		for (StripedLine line : this.lines.values()) {
			for (Stripe stripe : line.stripes) {
				armed |= stripe.takeDue(now, due);
			}
		}
		for (Entry entry : due) {
			this.scheduler.schedule(entry::expired);
		}
		return armed;
	}

	private boolean armed() {
		for (StripedLine line : this.lines.values()) {
			for (Stripe stripe : line.stripes) {
				if (!stripe.isEmpty()) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * The deadlines of one length.
	 */
	private final class StripedLine implements Line {

		private final long timeoutNanos;

		private final Stripe[] stripes = new Stripe[STRIPES];

		StripedLine(long timeoutNanos) {
			this.timeoutNanos = timeoutNanos;
			for (int i = 0; i < STRIPES; i++) {
				this.stripes[i] = new Stripe();
			}
		}

		@Override
		public void arm(Entry entry, long sinceNanos) {
			entry.atNanos = sinceNanos + this.timeoutNanos;
			this.stripes[(int) Thread.currentThread().getId() & (STRIPES - 1)].insert(entry);
			if (!SweptTimer.this.running.get()) {
				start();
			}
		}

	}

	/**
	 * A list in the order of expiry, which is almost always the order of arming.
	 */
	private static final class Stripe implements Links {

		private @Nullable Entry first;

		private @Nullable Entry last;

		synchronized void insert(Entry entry) {
			entry.line = this;
			Entry before = this.last;
			while (before != null && before.atNanos - entry.atNanos > 0) {
				before = before.previous;
			}
			Entry after = (before != null) ? before.next : this.first;
			entry.previous = before;
			entry.next = after;
			if (before == null) {
				this.first = entry;
			}
			else {
				before.next = entry;
			}
			if (after == null) {
				this.last = entry;
			}
			else {
				after.previous = entry;
			}
		}

		@Override
		public synchronized void remove(Entry entry) {
			if (entry.line != this) {
				return;
			}
			Entry before = entry.previous;
			Entry after = entry.next;
			if (before == null) {
				this.first = after;
			}
			else {
				before.next = after;
			}
			if (after == null) {
				this.last = before;
			}
			else {
				after.previous = before;
			}
			entry.previous = null;
			entry.next = null;
			entry.line = null;
		}

		synchronized boolean takeDue(long now, List<Entry> due) {
			Entry entry = this.first;
			while (entry != null && now - entry.atNanos >= 0) {
				Entry after = entry.next;
				remove(entry);
				due.add(entry);
				entry = after;
			}
			return entry != null;
		}

		synchronized boolean isEmpty() {
			return this.first == null;
		}

	}

}
