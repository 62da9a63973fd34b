package io.httpwrapper.timing;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A timer for timeouts. Timeouts are armed for every call and almost never fire. A
 * client's timeouts are constant, so deadlines of equal length expire in the order in
 * which they started. Arming is mostly an append to a list, and disarming removes a list
 * node. The timer fires a little late, never early. Thread-safe.
 */
public interface DeadlineTimer {

	/**
	 * The line for deadlines of length {@code timeout}. The caller should keep it.
	 * @param timeout more than zero
	 */
	Line line(Duration timeout);

	/**
	 * The line for a single deadline with a rare length. The timer does not keep the
	 * line, and arming it needs a scheduler task of its own.
	 * @param timeout zero or more
	 */
	Line once(Duration timeout);

	/**
	 * Deadlines of one length.
	 */
	interface Line {

		/**
		 * Lets {@code entry} expire one timeout after {@code sinceNanos}, unless it is
		 * disarmed before.
		 * @param entry an entry that is not armed
		 * @param sinceNanos when the timeout started, on the timer's clock. A time in the
		 * past costs one step for each entry that was armed since then
		 */
		void arm(Entry entry, long sinceNanos);

	}

	/**
	 * One deadline. The object that expires is itself the list node, so that arming
	 * allocates nothing. The lock of the line guards its links.
	 */
	abstract class Entry {

		@Nullable Entry previous;

		@Nullable Entry next;

		volatile @Nullable Links line;

		long atNanos;

		/**
		 * Called when the timeout is over: at most once each time the entry was armed,
		 * and possibly at the same time as {@link #disarm()}.
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
	 * The list that contains an armed entry.
	 */
	interface Links {

		void remove(Entry entry);

	}

}
