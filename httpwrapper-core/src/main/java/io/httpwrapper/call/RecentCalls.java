package io.httpwrapper.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.httpwrapper.policy.Check;

/**
 * Keeps reports of the last calls: of those that failed, those that were refused, and the
 * others of which there is something to tell, apart, so that none pushes out the others;
 * and a sample of the plain ones. Thread-safe; bounded.
 */
public final class RecentCalls implements CallListener {

	private final int capacity;

	private final int sampleEvery;

	private final RandomGenerator random;

	private final Deque<CallReport> failed = new ArrayDeque<>();

	private final Deque<CallReport> refused = new ArrayDeque<>();

	private final Deque<CallReport> others = new ArrayDeque<>();

	/**
	 * @param capacity how many reports are kept of calls that failed, and as many of
	 * those refused and of others; 0: none
	 * @param sampleEvery one in how many plain calls is reported, by chance; 0: none
	 * @param random the chance; thread-safe
	 */
	public RecentCalls(int capacity, int sampleEvery, RandomGenerator random) {
		Check.atLeast("capacity", capacity, 0);
		Check.atLeast("sampleEvery", sampleEvery, 0);
		this.capacity = capacity;
		this.sampleEvery = sampleEvery;
		this.random = random;
	}

	@Override
	public boolean wantsPlain() {
		return this.sampleEvery > 0 && this.capacity > 0 && this.random.nextInt(this.sampleEvery) == 0;
	}

	@Override
	public void onCall(CallReport report) {
		if (this.capacity == 0) {
			return;
		}
		Deque<CallReport> calls = report.refused() ? this.refused : report.failed() ? this.failed : this.others;
		synchronized (this.failed) {
			if (calls.size() == this.capacity) {
				calls.removeFirst();
			}
			calls.addLast(report);
		}
	}

	/** The last calls that failed though they were sent, newest first: a copy. */
	public List<CallReport> failed() {
		return newestFirst(this.failed);
	}

	/** The last calls that we refused to send, alike. */
	public List<CallReport> refused() {
		return newestFirst(this.refused);
	}

	/** The last of the others, alike. */
	public List<CallReport> others() {
		return newestFirst(this.others);
	}

	/** The call of that number, if it is still kept. */
	public Optional<CallReport> find(long id) {
		return Stream.of(failed(), refused(), others())
			.flatMap(List::stream)
			.filter((call) -> call.id() == id)
			.findFirst();
	}

	private List<CallReport> newestFirst(Deque<CallReport> calls) {
		synchronized (this.failed) {
			List<CallReport> copy = new ArrayList<>(calls.size());
			calls.descendingIterator().forEachRemaining(copy::add);
			return copy;
		}
	}

}
