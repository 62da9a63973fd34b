package io.httpwrapper.pipeline.limit;

import java.util.Objects;
import java.util.function.Consumer;

import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Later;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An attempt that waits for a guard of this package.
 */
abstract class GuardWait implements Later {

	final AttemptRequest attempt;

	final long startNanos;

	private @Nullable Consumer<Admission> continuation;

	GuardWait(AttemptRequest attempt, long startNanos) {
		this.attempt = attempt;
		this.startNanos = startNanos;
	}

	/**
	 * How long an attempt may wait. A permit after the call's deadline is useless, so the
	 * wait is never longer than the time that the call has left.
	 */
	static long longestNanos(AttemptRequest attempt, long maxWaitNanos, long nowNanos) {
		return Math.max(0, Math.min(maxWaitNanos, attempt.call().remainingNanos(nowNanos) - 1));
	}

	@Override
	public final void await(Consumer<Admission> continuation) {
		this.continuation = continuation;
		start();
	}

	/** The wait begins. */
	abstract void start();

	/**
	 * Continues the attempt. Exceptions of its caller must not affect other attempts that
	 * are let in together with this one.
	 */
	final void goOn(Admission admission) {
		try {
			Objects.requireNonNull(this.continuation).accept(admission);
		}
		catch (Throwable ex) {
			Operators.onErrorDropped(ex, Context.empty());
		}
	}

}
