package io.httpwrapper.pipeline;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.httpwrapper.timing.DeadlineTimer;
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
abstract class TimedSubscriber extends DeadlineTimer.Entry
		implements CoreSubscriber<ClientResponse>, Subscription, BodyListener {

	private static final AtomicReferenceFieldUpdater<TimedSubscriber, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(TimedSubscriber.class, Subscription.class, "upstream");

	final CoreSubscriber<? super ClientResponse> downstream;

	final Exchange exchange;

	private volatile @Nullable Subscription upstream;

	private volatile boolean requested;

	private @Nullable BodyListener nextListener;

	TimedSubscriber(CoreSubscriber<? super ClientResponse> downstream, Exchange exchange) {
		this.downstream = downstream;
		this.exchange = exchange;
	}

	@Override
	public Context currentContext() {
		return this.downstream.currentContext();
	}

	@Override
	public final void onSubscribe(Subscription subscription) {
		if (!UPSTREAM.compareAndSet(this, null, subscription)) {
			subscription.cancel();
		}
		else if (this.requested) {
			subscription.request(Long.MAX_VALUE);
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

	/** Whether the upstream was cancelled, from downstream or by a timeout. */
	final boolean isCancelled() {
		return this.upstream == Operators.cancelledSubscription();
	}

	@Override
	public final Exchange exchange() {
		return this.exchange;
	}

	@Override
	public final @Nullable BodyListener nextListener() {
		return this.nextListener;
	}

	@Override
	public final void nextListener(@Nullable BodyListener next) {
		this.nextListener = next;
	}

}
