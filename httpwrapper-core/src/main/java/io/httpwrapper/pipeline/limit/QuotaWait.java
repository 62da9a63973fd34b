package io.httpwrapper.pipeline.limit;

import java.util.concurrent.atomic.AtomicBoolean;

import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.Permit;

/**
 * One request that waits until the remote is likely to accept it. It is counted as
 * waiting from the beginning, and is uncounted once.
 */
final class QuotaWait extends GuardWait {

	/** When the wait is given up. */
	final long untilNanos;

	private final QuotaGate gate;

	private final AtomicBoolean over = new AtomicBoolean();

	QuotaWait(QuotaGate gate, AttemptRequest attempt, long startNanos, long untilNanos) {
		super(attempt, startNanos);
		this.gate = gate;
		this.untilNanos = untilNanos;
	}

	@Override
	void start() {
		this.gate.add(this);
		if (this.over.get()) {
			// cancelled before it was in the queue
			this.gate.remove(this);
		}
	}

	/** The request may be sent. The receiver checks whether the caller has cancelled. */
	void letIn(Permit permit, long nowNanos) {
		end();
		this.gate.guard().core().events().attemptWaited(this.attempt, "quota", nowNanos - this.startNanos);
		goOn(permit);
	}

	void refuse(RateLimitedException refusal) {
		end();
		goOn(refusal);
	}

	@Override
	public void cancel() {
		end();
		this.gate.remove(this);
	}

	private void end() {
		if (this.over.compareAndSet(false, true)) {
			this.gate.guard().endWaiting();
		}
	}

}
