package io.httpwrapper.pipeline.limit;

import java.util.concurrent.atomic.AtomicBoolean;

import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.Permit;

/**
 * One request that waits until the remote is likely to take it. It has its place among
 * those who may wait from the beginning on, and leaves it once.
 */
final class QuotaWait extends GuardWait {

	/** When it gives up. */
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
			// given up before it stood in line
			this.gate.remove(this);
		}
	}

	/** Its turn has come; whether its caller is still there is the receiver's to see. */
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
