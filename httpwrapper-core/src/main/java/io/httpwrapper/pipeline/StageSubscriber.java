package io.httpwrapper.pipeline;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What the stages' operators share: the downstream, and an upstream that may come late,
 * be replaced, or be cancelled before it came. Carries the stage's deadline and its place
 * among those who wait for the body's end itself, so that a call needs few objects.
 */
abstract class StageSubscriber extends DeadlineTimer.Entry implements CoreSubscriber<ClientResponse>, Subscription {

	private static final AtomicReferenceFieldUpdater<StageSubscriber, Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(StageSubscriber.class, Subscription.class, "upstream");

	final CoreSubscriber<? super ClientResponse> downstream;

	final Exchange exchange;

	private volatile @Nullable Subscription upstream;

	private volatile boolean requested;

	/** Next one to hear of the body's end. */
	@Nullable StageSubscriber nextListener;

	StageSubscriber(CoreSubscriber<? super ClientResponse> downstream, Exchange exchange) {
		this.downstream = downstream;
		this.exchange = exchange;
	}

	@Override
	public final Context currentContext() {
		return this.downstream.currentContext();
	}

	@Override
	public final void onSubscribe(Subscription subscription) {
		while (true) {
			Subscription current = this.upstream;
			if (current == Operators.cancelledSubscription()) {
				subscription.cancel();
				return;
			}
			if (UPSTREAM.compareAndSet(this, current, subscription)) {
				if (this.requested) {
					subscription.request(Long.MAX_VALUE);
				}
				return;
			}
		}
	}

	/** One element at most: any demand is all demand, and asking twice does no harm. */
	@Override
	public final void request(long n) {
		this.requested = true;
		Subscription subscription = this.upstream;
		if (subscription != null) {
			subscription.request(Long.MAX_VALUE);
		}
	}

	/** Cancels the upstream, or whatever would become it. */
	final void cancelUpstream() {
		Subscription subscription = UPSTREAM.getAndSet(this, Operators.cancelledSubscription());
		if (subscription != null) {
			subscription.cancel();
		}
	}

	/**
	 * The body of the response that this stage has passed on has ended, before the
	 * subscriber of the body is told.
	 * @param error what broke it, or null if it was read to its end or given up
	 */
	abstract void bodyEnded(@Nullable Throwable error);

}
