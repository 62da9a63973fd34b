package io.httpwrapper.timing;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Ends what takes too long. Built for timeouts, which are armed for every call and hardly
 * ever fire: a client's timeouts are constant, so deadlines of equal length expire in the
 * order in which their time began, and arming and disarming are mostly an append and an
 * unlink in a list. Fires a little late, never early. Thread-safe.
 */
public interface DeadlineTimer {

	/**
	 * The line for deadlines that are {@code timeout} away. To be kept by the caller.
	 * @param timeout more than zero
	 */
	Line line(Duration timeout);

	/**
	 * The line for a single deadline, of a length that few have: it is not kept, and
	 * arming it costs a task of its own.
	 * @param timeout zero or more
	 */
	Line once(Duration timeout);

	/**
	 * Deadlines of one length.
	 */
	interface Line {

		/**
		 * Has {@code entry} expire one timeout after {@code sinceNanos}, unless disarmed
		 * before.
		 * @param entry an entry that is not armed
		 * @param sinceNanos when the time began to run, on the timer's clock: now, or a
		 * while ago, which costs a step for each entry armed since then
		 */
		void arm(Entry entry, long sinceNanos);

	}

	/**
	 * One deadline: the thing that ends is the list node itself, so that arming allocates
	 * nothing. Its links belong to the line's lock.
	 */
	abstract class Entry {

		@Nullable Entry previous;

		@Nullable Entry next;

		volatile @Nullable Links line;

		long atNanos;

		/**
		 * Called once the time is over, at most once for each time that it was armed, and
		 * possibly at the same moment as {@link #disarm()}.
		 */
		protected abstract void expired();

		/** Disarms the entry if it is armed. */
		public final void disarm() {
			Links links = this.line;
			if (links != null) {
				links.remove(this);
			}
		}

	}

	/**
	 * What an armed entry hangs in.
	 */
	interface Links {

		void remove(Entry entry);

	}

}
