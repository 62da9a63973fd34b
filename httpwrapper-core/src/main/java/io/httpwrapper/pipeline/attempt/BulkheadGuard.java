package io.httpwrapper.pipeline.attempt;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.httpwrapper.error.BulkheadFullException;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.Later;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.timing.DeadlineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the client's bulkhead. Each attempt holds a permit from sending the request to the
 * end of the response body. If no permit is free, the attempt waits for one.
 */
public final class BulkheadGuard implements Guard {

	private final Bulkhead bulkhead;

	private final ClientCore core;

	public BulkheadGuard(Bulkhead bulkhead, ClientCore core) {
		this.bulkhead = bulkhead;
		this.core = core;
	}

	@Override
	public Admission enter(AttemptRequest attempt, long nowNanos) {
		Permit permit = this.bulkhead.tryAcquire();
		return (permit != null) ? permit : new PermitWait(this, attempt, nowNanos);
	}

	/**
	 * An attempt that waits for a permit, and gives up after {@code bulkhead.max-wait}.
	 */
	private static final class PermitWait extends DeadlineTimer.Entry implements Later, Bulkhead.Waiter {

		private final BulkheadGuard guard;

		private final AttemptRequest attempt;

		private final long sinceNanos;

		private @Nullable Consumer<Admission> continuation;

		/** The wait has ended. */
		private volatile boolean over;

		PermitWait(BulkheadGuard guard, AttemptRequest attempt, long nowNanos) {
			this.guard = guard;
			this.attempt = attempt;
			this.sinceNanos = nowNanos;
		}

		@Override
		public void await(Consumer<Admission> continuation) {
			this.continuation = continuation;
			Bulkhead bulkhead = this.guard.bulkhead;
			if (!bulkhead.await(this)) {
				continuation.accept(refusal(Duration.ZERO));
				return;
			}
			if (!this.over) {
				// read for each wait, because the settings may change
				Duration maxWait = bulkhead.settings().maxWait();
				this.guard.core.time().timer().line(maxWait).arm(this, this.sinceNanos);
			}
			// if the wait was ended in between, there was nothing to disarm or to remove
			// from the queue
			if (this.over) {
				disarm();
				bulkhead.leave(this);
			}
		}

		@Override
		public void letIn(Permit permit) {
			this.over = true;
			disarm();
			this.guard.core.events().attemptWaited(this.attempt, "bulkhead", waitedNanos());
			Objects.requireNonNull(this.continuation).accept(permit);
		}

		@Override
		protected void expired() {
			if (this.guard.bulkhead.expire(this)) {
				this.over = true;
				Objects.requireNonNull(this.continuation).accept(refusal(Duration.ofNanos(waitedNanos())));
			}
		}

		@Override
		public void cancel() {
			this.over = true;
			disarm();
			this.guard.bulkhead.leave(this);
		}

		private long waitedNanos() {
			return this.guard.core.nanoTime() - this.sinceNanos;
		}

		private BulkheadFullException refusal(Duration waited) {
			return new BulkheadFullException(this.attempt.client(), this.attempt, this.guard.bulkhead.snapshot(),
					waited);
		}

	}

}
