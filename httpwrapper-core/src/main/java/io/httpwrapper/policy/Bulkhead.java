package io.httpwrapper.policy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * A number of places, and a queue of those who wait for one. A place that is given back
 * goes to whoever waits longest without ever being free in between, so nobody overtakes.
 * Never blocks; thread-safe.
 * <p>
 * The limit and the numbers waiting and in use are one word, so that each step decides on
 * one moment: taking and giving back a place is one compare-and-set as long as nobody
 * waits. At all times {@code waiting == 0 || inUse >= limit}. Who joins or leaves the
 * queue does so in constant time under its lock, under which nobody is ever called.
 */
public final class Bulkhead {

	private static final int BITS = 21;

	private static final long MASK = (1L << BITS) - 1;

	private static final long ONE_IN_USE = 1;

	private static final long ONE_WAITING = 1L << BITS;

	/** For all who need not wait: it has no state. */
	private final Permit place = new Place();

	/** In use, waiting, limit, from the lowest bit up. */
	private final AtomicLong state = new AtomicLong();

	/** In the order of arrival. Its lock also guards each change of who waits. */
	private final Set<Waiter> queue = new LinkedHashSet<>();

	private final LongAdder rejected = new LongAdder();

	private volatile BulkheadSettings settings;

	/**
	 * Starts with all places free.
	 * @param settings with a limit
	 */
	public Bulkhead(BulkheadSettings settings) {
		this.settings = settings;
		this.state.set(word(limit(settings), 0, 0));
	}

	private static int limit(BulkheadSettings settings) {
		return Objects.requireNonNull(settings.maxConcurrent(), "bulkhead.max-concurrent").places();
	}

	/** The settings in force. */
	public BulkheadSettings settings() {
		return this.settings;
	}

	/**
	 * Takes a place if one is free, which it is not while others wait.
	 * @return the place, given back by {@link Permit#release}, or null
	 */
	public @Nullable Permit tryAcquire() {
		for (long seen = this.state.get(); inUse(seen) < limit(seen); seen = this.state.get()) {
			if (this.state.compareAndSet(seen, seen + ONE_IN_USE)) {
				return this.place;
			}
		}
		return null;
	}

	/**
	 * Takes a place, or waits for one behind all others.
	 * @param waiter told once when it has a place, possibly before this returns, unless
	 * it left before
	 * @return false if too many wait already; the waiter will not be told anything
	 */
	public boolean await(Waiter waiter) {
		while (true) {
			Permit free = tryAcquire();
			if (free != null) {
				waiter.letIn(free);
				return true;
			}
			if (waiting(this.state.get()) >= this.settings.maxWaiting()) {
				this.rejected.increment();
				return false;
			}
			if (tryEnqueue(waiter)) {
				return true;
			}
		}
	}

	private boolean tryEnqueue(Waiter waiter) {
		synchronized (this.queue) {
			long seen = this.state.get();
			boolean waits = inUse(seen) >= limit(seen) && waiting(seen) < this.settings.maxWaiting()
					&& this.state.compareAndSet(seen, seen + ONE_WAITING);
			if (waits) {
				this.queue.add(waiter);
			}
			return waits;
		}
	}

	/**
	 * Takes a waiter who no longer wants a place out of the queue.
	 * @return false if it does not wait: it has a place, has left, or never came
	 */
	public boolean leave(Waiter waiter) {
		synchronized (this.queue) {
			boolean waited = this.queue.remove(waiter);
			if (waited) {
				this.state.addAndGet(-ONE_WAITING);
			}
			return waited;
		}
	}

	/**
	 * The same for a waiter whose time is over, which counts as rejected.
	 */
	public boolean expire(Waiter waiter) {
		boolean waited = leave(waiter);
		if (waited) {
			this.rejected.increment();
		}
		return waited;
	}

	/**
	 * Goes on with other settings. A higher limit lets those in who wait longest; a lower
	 * one takes nothing away, but gives no place out until enough have come back. Nobody
	 * is sent out of the queue.
	 * @param settings with a limit
	 */
	public void change(BulkheadSettings settings) {
		int limit = limit(settings);
		List<Waiter> next = new ArrayList<>();
		synchronized (this.queue) {
			this.settings = settings;
			long seen;
			int free;
			do {
				seen = this.state.get();
				free = Math.min(waiting(seen), Math.max(0, limit - inUse(seen)));
			}
			while (!this.state.compareAndSet(seen, word(limit, waiting(seen) - free, inUse(seen) + free)));
			for (int i = 0; i < free; i++) {
				next.add(first());
			}
		}
		next.forEach(this::handOver);
	}

	/** Where the bulkhead stands now. */
	public BulkheadSnapshot snapshot() {
		long seen = this.state.get();
		return new BulkheadSnapshot(limit(seen), inUse(seen), this.settings.maxWaiting(), waiting(seen),
				this.rejected.sum());
	}

	private void release() {
		Waiter next = giveBack();
		if (next != null) {
			handOver(next);
		}
	}

	/**
	 * Hands a place over. One that comes back while that goes on is handed to the next
	 * one from here, or waiters who are done at once would pile up on the stack.
	 */
	private void handOver(Waiter first) {
		Waiter next = first;
		while (next != null) {
			next = new HandedOver(Thread.currentThread()).to(next) ? giveBack() : null;
		}
	}

	/**
	 * Gives a place back.
	 * @return who has it now, or null if it is free
	 */
	private @Nullable Waiter giveBack() {
		while (true) {
			long seen = this.state.get();
			if (goesToWaiter(seen)) {
				Waiter next = takeFirst();
				if (next != null) {
					return next;
				}
			}
			else if (this.state.compareAndSet(seen, seen - ONE_IN_USE)) {
				return null;
			}
		}
	}

	private @Nullable Waiter takeFirst() {
		synchronized (this.queue) {
			long seen = this.state.get();
			return (goesToWaiter(seen) && this.state.compareAndSet(seen, seen - ONE_WAITING)) ? first() : null;
		}
	}

	private Waiter first() {
		Iterator<Waiter> waiters = this.queue.iterator();
		Waiter first = waiters.next();
		waiters.remove();
		return first;
	}

	private static boolean goesToWaiter(long word) {
		return waiting(word) > 0 && inUse(word) <= limit(word);
	}

	private static long word(int limit, int waiting, int inUse) {
		return ((long) limit << (2 * BITS)) | ((long) waiting << BITS) | inUse;
	}

	private static int inUse(long word) {
		return (int) (word & MASK);
	}

	private static int waiting(long word) {
		return (int) ((word >>> BITS) & MASK);
	}

	private static int limit(long word) {
		return (int) (word >>> (2 * BITS));
	}

	/**
	 * Who waits for a place.
	 */
	@FunctionalInterface
	public interface Waiter {

		/**
		 * The wait is over. Called on the thread that gave the place back; must not
		 * block.
		 * @param place the place, given back by {@link Permit#release}
		 */
		void letIn(Permit place);

	}

	private final class Place implements Permit {

		@Override
		public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
		}

		@Override
		public void release() {
			Bulkhead.this.release();
		}

	}

	/**
	 * The place of one who has waited. Knows when it comes back to the thread that is
	 * just handing it over.
	 */
	private final class HandedOver implements Permit {

		private @Nullable Thread by;

		private boolean cameBack;

		HandedOver(Thread by) {
			this.by = by;
		}

		/** Whether the place came back at once. */
		boolean to(Waiter waiter) {
			try {
				waiter.letIn(this);
			}
			catch (Throwable ex) {
				// none of the business of whoever gave the place back, an Error neither:
				// the place that came back would be lost
				Thread thread = Thread.currentThread();
				Objects.requireNonNull(thread.getUncaughtExceptionHandler()).uncaughtException(thread, ex);
			}
			this.by = null;
			return this.cameBack;
		}

		@Override
		public void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos) {
		}

		@Override
		public void release() {
			// another thread never reads itself from the field, however old what it reads
			if (this.by == Thread.currentThread()) {
				this.cameBack = true;
			}
			else {
				Bulkhead.this.release();
			}
		}

	}

}
