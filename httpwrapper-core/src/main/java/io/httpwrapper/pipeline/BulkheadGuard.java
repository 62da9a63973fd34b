package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.Later;
import io.httpwrapper.policy.Permit;
import io.httpwrapper.timing.DeadlineTimer;
import org.jspecify.annotations.Nullable;

/**
 * The client's bulkhead: each attempt has a place from its sending to the end of its
 * response's body, and waits for one if need be.
 */
final class BulkheadGuard implements Guard {

	private final Bulkhead bulkhead;

	private final WrappedClient client;

	BulkheadGuard(Bulkhead bulkhead, WrappedClient client) {
		this.bulkhead = bulkhead;
		this.client = client;
	}

	@Override
	public Admission enter(Attempt attempt, long nowNanos) {
		Permit place = this.bulkhead.tryAcquire();
		return (place != null) ? place : new PlaceWait(this, attempt, nowNanos);
	}

	/**
	 * An attempt that waits for a place, and gives up when its time is over.
	 */
	private static final class PlaceWait extends DeadlineTimer.Entry implements Later, Bulkhead.Waiter {

		private final BulkheadGuard guard;

		private final Attempt attempt;

		private final long sinceNanos;

		private @Nullable Consumer<Admission> continuation;

		/** Nothing is waited for any more. */
		private volatile boolean over;

		PlaceWait(BulkheadGuard guard, Attempt attempt, long nowNanos) {
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
				// asked for each time, since the settings may change
				Duration maxWait = bulkhead.settings().maxWait();
				this.guard.client.time().timer().line(maxWait).arm(this, this.sinceNanos);
			}
			// whoever ended the wait in between has found nothing to disarm, or nobody
			// in the queue
			if (this.over) {
				disarm();
				bulkhead.leave(this);
			}
		}

		@Override
		public void letIn(Permit place) {
			this.over = true;
			disarm();
			this.guard.client.events()
				.attemptWaited(this.attempt.exchange(), this.attempt.request(), "bulkhead", waitedNanos());
			Objects.requireNonNull(this.continuation).accept(place);
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
			return this.guard.client.nanoTime() - this.sinceNanos;
		}

		private BulkheadFullException refusal(Duration waited) {
			Exchange exchange = this.attempt.exchange();
			return new BulkheadFullException(exchange.client(), exchange.request, this.guard.bulkhead.snapshot(),
					waited);
		}

	}

}
