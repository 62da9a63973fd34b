package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.httpwrapper.timing.DeadlineTimer;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;

/**
 * Ends a call when its time is over: before the head with an error, after it by breaking
 * the body with the same error.
 */
final class DeadlineFilter implements Stage {

	private final @Nullable Duration usual;

	private final Duration grace;

	private final DeadlineTimer.@Nullable Line line;

	private final TimeAndChance time;

	private final Stage next;

	/**
	 * @param usual the time that calls have unless they say otherwise, or null for no
	 * limit
	 * @param grace how much later than the call's time it ends
	 */
	DeadlineFilter(@Nullable Duration usual, Duration grace, TimeAndChance time, Stage next) {
		this.usual = usual;
		this.grace = grace;
		this.line = (usual != null) ? time.timer().line(usual.plus(grace)) : null;
		this.time = time;
		this.next = next;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		Exchange exchange = Exchange.require(request);
		if (exchange.timeout == null) {
			this.next.send(request, subscriber);
			return;
		}
		DeadlineSubscriber deadline = new DeadlineSubscriber(subscriber, exchange);
		subscriber.onSubscribe(deadline);
		arm(deadline);
		if (deadline.state == DeadlineSubscriber.OVER) {
			// a caller who has left meanwhile may have found nothing to disarm
			deadline.stop();
			return;
		}
		this.next.send(request, deadline);
	}

	private void arm(DeadlineSubscriber subscriber) {
		Exchange exchange = subscriber.exchange;
		if (this.line != null && exchange.timeout == this.usual) {
			this.line.arm(subscriber, exchange.startNanos);
			return;
		}
		long remaining = exchange.remainingNanos(this.time.nanoTime().getAsLong()) + this.grace.toNanos();
		subscriber.task = this.time.scheduler()
			.schedule(subscriber::expired, Math.max(0, remaining), TimeUnit.NANOSECONDS);
	}

	private static final class DeadlineSubscriber extends TimedSubscriber {

		private static final AtomicIntegerFieldUpdater<DeadlineSubscriber> STATE = AtomicIntegerFieldUpdater
			.newUpdater(DeadlineSubscriber.class, "state");

		private static final int WAITING = 0;

		private static final int HEAD = 1;

		private static final int OVER = 2;

		private volatile int state;

		private volatile @Nullable TrackedResponse response;

		/** For a deadline that is not the client's usual one. */
		private volatile @Nullable Disposable task;

		DeadlineSubscriber(CoreSubscriber<? super ClientResponse> downstream, Exchange exchange) {
			super(downstream, exchange);
		}

		@Override
		public void onNext(ClientResponse response) {
			TrackedResponse tracked = TrackedResponse.track(response, this);
			this.response = tracked;
			if (STATE.compareAndSet(this, WAITING, HEAD)) {
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
				stop();
				this.downstream.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				stop();
				this.downstream.onComplete();
			}
		}

		@Override
		public void cancel() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				stop();
			}
			else if (this.response != null) {
				this.response.abandon();
			}
			cancelUpstream();
		}

		@Override
		protected void expired() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				this.exchange.expired = true;
				cancelUpstream();
				this.downstream.onError(error(false));
			}
			else if (this.state == HEAD && this.response != null) {
				this.exchange.expired = true;
				this.response.fail(error(true));
			}
		}

		private DeadlineExceededException error(boolean inBody) {
			return new DeadlineExceededException(this.exchange.client(), this.exchange.request,
					Objects.requireNonNull(this.exchange.timeout), this.exchange.attempt, inBody);
		}

		@Override
		public void bodyEnded(@Nullable Throwable error) {
			stop();
		}

		private void stop() {
			disarm();
			Disposable task = this.task;
			if (task != null) {
				task.dispose();
			}
		}

	}

}
