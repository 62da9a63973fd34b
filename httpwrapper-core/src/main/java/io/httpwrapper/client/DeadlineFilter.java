package io.httpwrapper.client;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.httpwrapper.pipeline.body.StageSubscriber;
import io.httpwrapper.pipeline.body.TrackedResponse;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.Stage;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.scheduler.Scheduler;

/**
 * Ends a call at its deadline. Before the response headers the call ends with an error;
 * after them the body breaks with the same error.
 */
final class DeadlineFilter implements Stage {

	private final boolean late;

	private final Stage next;

	/**
	 * @param late whether it ends calls a second after their deadline, not at the
	 * deadline
	 */
	DeadlineFilter(boolean late, Stage next) {
		this.late = late;
		this.next = next;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		CallRequest call = CallRequest.require(request);
		if (!call.hasDeadline()) {
			this.next.send(request, subscriber);
			return;
		}
		DeadlineSubscriber deadline = new DeadlineSubscriber(subscriber, call);
		subscriber.onSubscribe(deadline);
		if (this.late) {
			call.armLateDeadline(deadline);
		}
		else {
			call.armDeadline(deadline);
		}
		if (deadline.state == DeadlineSubscriber.OVER) {
			// a caller that cancelled meanwhile may have found nothing to disarm
			deadline.disarm();
			return;
		}
		this.next.send(request, deadline);
	}

	private static final class DeadlineSubscriber extends StageSubscriber {

		private static final AtomicIntegerFieldUpdater<DeadlineSubscriber> STATE = AtomicIntegerFieldUpdater
			.newUpdater(DeadlineSubscriber.class, "state");

		private static final int WAITING = 0;

		private static final int RESPONDED = 1;

		private static final int OVER = 2;

		private final CallRequest call;

		private volatile int state;

		private volatile @Nullable TrackedResponse response;

		DeadlineSubscriber(CoreSubscriber<? super ClientResponse> downstream, CallRequest call) {
			super(downstream);
			this.call = call;
		}

		@Override
		public Scheduler scheduler() {
			return this.call.core().time().scheduler();
		}

		@Override
		public void onNext(ClientResponse response) {
			TrackedResponse tracked = TrackedResponse.track(response, this);
			this.response = tracked;
			if (STATE.compareAndSet(this, WAITING, RESPONDED)) {
				this.downstream.onNext(tracked);
				this.downstream.onComplete();
			}
			else {
				tracked.abandon();
			}
		}

		@Override
		public void onError(Throwable error) {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				disarm();
				this.downstream.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				disarm();
				this.downstream.onComplete();
			}
		}

		@Override
		public void cancel() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				disarm();
			}
			else if (this.response != null) {
				this.response.abandon();
			}
			cancelUpstream();
		}

		@Override
		protected void expired() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				this.call.expire();
				cancelUpstream();
				this.downstream.onError(this.call.deadlineExceeded(false));
			}
			else if (this.state == RESPONDED && this.response != null) {
				this.call.expire();
				this.response.fail(this.call.deadlineExceeded(true));
			}
		}

		@Override
		public void bodyEnded(@Nullable Throwable error) {
			disarm();
		}

	}

}
