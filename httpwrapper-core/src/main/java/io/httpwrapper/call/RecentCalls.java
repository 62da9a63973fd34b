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
 * Keeps the reports of the last calls. Failed calls, refused calls and other calls with
 * something to report are kept in separate lists, so that many of one kind do not push
 * out the others. Of the plain calls it keeps a sample. Thread-safe; bounded.
 */
public final class RecentCalls implements CallListener {

	private final int capacity;

	private final int sampleEvery;

	private final RandomGenerator random;

	private final Deque<CallReport> failed = new ArrayDeque<>();

	private final Deque<CallReport> refused = new ArrayDeque<>();

	private final Deque<CallReport> others = new ArrayDeque<>();

	/**
	 * @param capacity how many reports each of the three lists keeps; 0: none
	 * @param sampleEvery one in how many plain calls is reported, chosen at random; 0:
	 * none
	 * @param random chooses the sample; thread-safe
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

	/** The last calls that were sent and failed, newest first; a copy. */
	public List<CallReport> failed() {
		return newestFirst(this.failed);
	}

	/** The last calls that the client refused to send, newest first; a copy. */
	public List<CallReport> refused() {
		return newestFirst(this.refused);
	}

	/** The last other calls, newest first; a copy. */
	public List<CallReport> others() {
		return newestFirst(this.others);
	}

	/** The call with that number, if it is still kept. */
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
