package io.httpwrapper.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The timer's virtual twin: fires exactly when the test's clock gets there.
 */
public final class VirtualTimer implements DeadlineTimer {

	private final List<Entry> armed = new ArrayList<>();

	private final Links links = new Links() {

		@Override
		public void remove(Entry entry) {
			synchronized (VirtualTimer.this.armed) {
				VirtualTimer.this.armed.remove(entry);
				entry.line = null;
			}
		}

	};

	@Override
	public Line line(Duration timeout) {
		return (entry, nowNanos) -> {
			synchronized (this.armed) {
				entry.atNanos = nowNanos + timeout.toNanos();
				entry.line = this.links;
				this.armed.add(entry);
			}
		};
	}

	@Override
	public Line once(Duration timeout) {
		return line(timeout);
	}

	/** How many deadlines are armed. */
	public int armed() {
		synchronized (this.armed) {
			return this.armed.size();
		}
	}

	void fireUntil(long nowNanos) {
		List<Entry> due;
		synchronized (this.armed) {
			due = this.armed.stream()
				.filter((entry) -> nowNanos - entry.atNanos >= 0)
				.sorted(Comparator.comparingLong((entry) -> entry.atNanos - nowNanos))
				.toList();
			due.forEach(this.links::remove);
		}
		due.forEach(Entry::expired);
	}

}
