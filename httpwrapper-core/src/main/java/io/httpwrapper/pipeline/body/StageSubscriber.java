package io.httpwrapper.pipeline.body;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.httpwrapper.timing.DeadlineTimer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The base of the stages' operators. It has a downstream, and an upstream that may be set
 * late or be cancelled before it is set. It is itself a timer entry and a body listener,
 * so that a call needs few objects.
 */
public abstract class StageSubscriber extends DeadlineTimer.Entry
		implements CoreSubscriber<ClientResponse>, Subscription, BodyListener {

	private static final AtomicReferenceFieldUpdater<StageSubscriber, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(StageSubscriber.class, Subscription.class, "upstream");

	protected final CoreSubscriber<? super ClientResponse> downstream;

	private volatile @Nullable Subscription upstream;

	private volatile boolean requested;

	private @Nullable BodyListener nextListener;

	protected StageSubscriber(CoreSubscriber<? super ClientResponse> downstream) {
		this.downstream = downstream;
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

	/**
	 * There is at most one element, so any demand is enough, and repeated demand has no
	 * effect.
	 */
	@Override
	public final void request(long n) {
		this.requested = true;
		Subscription subscription = this.upstream;
		if (subscription != null) {
			subscription.request(Long.MAX_VALUE);
		}
	}

	/** Cancels the upstream, or the one that is set later. */
	protected final void cancelUpstream() {
		Subscription subscription = UPSTREAM.getAndSet(this, Operators.cancelledSubscription());
		if (subscription != null) {
			subscription.cancel();
		}
	}

	/** Whether the upstream was cancelled, from downstream or by a timeout. */
	protected final boolean isCancelled() {
		return this.upstream == Operators.cancelledSubscription();
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
