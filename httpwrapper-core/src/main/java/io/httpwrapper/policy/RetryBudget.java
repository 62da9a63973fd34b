package io.httpwrapper.policy;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many extra requests, retries and hedges together, a client may send: each call
 * deposits {@code ratio}, each second {@code min-per-second}, each extra request takes
 * one.
 * <p>
 * While everything fails, {@code r} calls per second become at most
 * {@code r * (1 + ratio) + min-per-second} requests, plus once what had been saved: with
 * the defaults 1.25 times the calls from 200 per second on. Below that the seconds' share
 * rules, which is meant for clients too small for a ratio to be felt by the remote.
 * <p>
 * At most ten seconds of {@code min-per-second} are saved, the time for which Finagle,
 * Linkerd and tower keep a deposit, and at least ten requests, so that a ratio alone
 * (which earns 1 in 5 calls) outlives a few failures in a row. The limit does not grow
 * with the traffic as theirs does: what is saved is sent at the start of an outage, and
 * there the load must not multiply either. The budget starts with one second of
 * {@code min-per-second}: a client that starts into an outage has saved nothing.
 * <p>
 * Thread-safe and lock-free. A refusal writes nothing: what has been deposited since the
 * last withdrawal is worked out again the next time.
 */
public final class RetryBudget {

	private static final double NANOS_PER_SECOND = 1e9;

	private static final int SAVED_SECONDS = 10;

	private static final double LEAST_CAPACITY = 10;

	private final LongSupplier nanoTime;

	private final LongAdder calls = new LongAdder();

	private final LongAdder withdrawn = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final AtomicReference<State> state;

	public RetryBudget(RetryBudgetSettings settings, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.state = new AtomicReference<>(new State(0, nanoTime.getAsLong(), settings.minPerSecond(), settings));
	}

	/** Deposits for a call. Once per call, not per attempt. */
	public void onCall() {
		this.calls.increment();
	}

	/**
	 * Takes one extra request out.
	 * @return whether it may be sent; always if the budget is not enabled
	 */
	public boolean tryWithdraw() {
		boolean granted = takeOne();
		(granted ? this.withdrawn : this.refused).increment();
		return granted;
	}

	private boolean takeOne() {
		while (true) {
			State seen = this.state.get();
			if (!seen.settings().enabled()) {
				return true;
			}
			State now = refilled(seen);
			if (now.balance() < 1) {
				return false;
			}
			if (this.state.compareAndSet(seen, now.lessOne())) {
				return true;
			}
		}
	}

	/**
	 * Goes on with other settings from the balance there is, as far as it may be saved.
	 * What was deposited before was deposited at the rates of before.
	 */
	public void change(RetryBudgetSettings settings) {
		State seen;
		do {
			seen = this.state.get();
		}
		while (!this.state.compareAndSet(seen, refilled(seen).with(settings)));
	}

	/** Extra requests that could be sent at once; a fraction below 1 means none. */
	public double balance() {
		return refilled(this.state.get()).balance();
	}

	/** Extra requests allowed so far. */
	public long withdrawn() {
		return this.withdrawn.sum();
	}

	/** Extra requests refused so far. */
	public long refused() {
		return this.refused.sum();
	}

	/** Reads calls and time after {@code seen} was read: neither can be older than it. */
	private State refilled(State seen) {
		long callsNow = this.calls.sum();
		long elapsed = Math.max(0, this.nanoTime.getAsLong() - seen.nanos());
		RetryBudgetSettings settings = seen.settings();
		double deposits = settings.ratio() * (callsNow - seen.callsSeen())
				+ settings.minPerSecond() * (elapsed / NANOS_PER_SECOND);
		return new State(callsNow, seen.nanos() + elapsed, Math.min(seen.capacity(), seen.balance() + deposits),
				settings);
	}

	private record State(long callsSeen, long nanos, double balance, RetryBudgetSettings settings) {

		double capacity() {
			return Math.max(LEAST_CAPACITY, SAVED_SECONDS * this.settings.minPerSecond());
		}

		State with(RetryBudgetSettings settings) {
			State changed = new State(this.callsSeen, this.nanos, this.balance, settings);
			return new State(this.callsSeen, this.nanos, Math.min(this.balance, changed.capacity()), settings);
		}

		State lessOne() {
			return new State(this.callsSeen, this.nanos, this.balance - 1, this.settings);
		}

	}

}
