package io.httpwrapper.pipeline;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Later;
import io.httpwrapper.policy.Permit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One request that waits until the remote is likely to take it. It has its place among
 * those who may wait from the beginning on, and leaves it once.
 */
final class QuotaWait implements Later {

	final Attempt attempt;

	/** When it gives up. */
	final long untilNanos;

	private final QuotaGate gate;

	private final long startNanos;

	private final AtomicBoolean over = new AtomicBoolean();

	private @Nullable Consumer<Admission> continuation;

	QuotaWait(QuotaGate gate, Attempt attempt, long startNanos, long untilNanos) {
		this.gate = gate;
		this.attempt = attempt;
		this.startNanos = startNanos;
		this.untilNanos = untilNanos;
	}

	@Override
	public void await(Consumer<Admission> continuation) {
		this.continuation = continuation;
		this.gate.add(this);
		if (this.over.get()) {
			// given up before it stood in line
			this.gate.remove(this);
		}
	}

	/** Its turn has come; whether its caller is still there is the receiver's to see. */
	void letIn(Permit permit, long nowNanos) {
		end();
		this.gate.guard()
			.client()
			.events()
			.attemptWaited(this.attempt.exchange(), this.attempt.request(), "quota", nowNanos - this.startNanos);
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

	// the others who are let in with it must not suffer from what its caller throws
	private void goOn(Admission admission) {
		try {
			Objects.requireNonNull(this.continuation).accept(admission);
		}
		catch (Throwable ex) {
			Operators.onErrorDropped(ex, Context.empty());
		}
	}

}
