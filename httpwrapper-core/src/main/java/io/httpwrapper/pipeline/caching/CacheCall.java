package io.httpwrapper.pipeline.caching;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.ForwardReason;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoredVariants;
import io.httpwrapper.call.CacheOptions;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.pipeline.call.ThreadLocals;
import io.httpwrapper.timing.DeadlineTimer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * One call in the cache stage. It looks for a stored response, lets the policy decide,
 * and is answered once. While it waits for the store, or for a {@link Fetch} that another
 * call leads, it watches its own deadline and can be cancelled at any time.
 */
final class CacheCall implements Subscription, Consumer<StoredVariants> {

	private static final AtomicIntegerFieldUpdater<CacheCall> STATE = AtomicIntegerFieldUpdater
		.newUpdater(CacheCall.class, "state");

	private static final AtomicReferenceFieldUpdater<CacheCall, @Nullable WaitTimer> TIME = AtomicReferenceFieldUpdater
		.newUpdater(CacheCall.class, WaitTimer.class, "time");

	/** The response has not been requested yet. */
	private static final int NEW = 0;

	private static final int OPEN = 1;

	/** Answered, failed or cancelled. */
	private static final int OVER = 2;

	final ClientCache cache;

	final Stage next;

	/** The request as it reached the cache. */
	final ClientRequest request;

	final CallRequest call;

	private final CoreSubscriber<? super ClientResponse> downstream;

	private volatile int state;

	/** What the call waits for; it is told when the call is cancelled. */
	private volatile @Nullable Pending pending;

	/** Set once, before any answer can arrive. */
	private @Nullable CacheRequest seen;

	private @Nullable StoreKey key;

	private long generation;

	/** {@link Fetches#stored()} before the store was asked. */
	private long storedBefore;

	private CacheDecision.@Nullable Forward forward;

	/** Runs while the call waits for the store or for another call's fetch. */
	private volatile @Nullable WaitTimer time;

	CacheCall(ClientCache cache, Stage next, ClientRequest request, CoreSubscriber<? super ClientResponse> downstream) {
		this.cache = cache;
		this.next = next;
		this.request = request;
		this.call = CallRequest.require(request);
		this.downstream = downstream;
	}

	@Override
	public void request(long n) {
		if (STATE.compareAndSet(this, NEW, OPEN)) {
			open();
		}
	}

	@Override
	public void cancel() {
		if (STATE.getAndSet(this, OVER) == OPEN) {
			stopTime();
			leave();
		}
	}

	private void leave() {
		Pending pending = this.pending;
		if (pending != null) {
			pending.leave(this);
		}
	}

	/** Sets what the call waits for from now on. */
	void waitsFor(Pending pending) {
		this.pending = pending;
	}

	/** The same for a call that may have been cancelled already. */
	void startsToWaitFor(Pending pending) {
		waitsFor(pending);
		if (isOver()) {
			pending.leave(this);
		}
	}

	boolean isOver() {
		return this.state == OVER;
	}

	private void open() {
		CacheOptions options = this.call.options().cache();
		if (this.request.url().getRawAuthority() == null) {
			pass(ForwardReason.BYPASS);
			return;
		}
		CacheRequest seen = CacheMessages.request(this.request, options, this.cache.state.hiddenCredentials);
		// also used for the stored responses that such a call makes invalid
		this.seen = seen;
		if (options.off()) {
			pass(ForwardReason.BYPASS);
			return;
		}
		this.key = this.cache.key(seen);
		if (seen.method().equals("GET") || seen.method().equals("HEAD")) {
			lookUp();
		}
		else {
			decide(StoreGate.UNKNOWN);
		}
	}

	/** Asks the store. Called again if the awaited response could not be used. */
	void lookUp() {
		this.storedBefore = this.cache.state.fetches.stored();
		if (!this.cache.state.gate.get(key(), context(), this)) {
			startTime();
		}
	}

	/** The store has answered. */
	@Override
	public void accept(StoredVariants variants) {
		if (!isOver()) {
			decide(variants);
		}
	}

	/**
	 * Continues the call on a thread that belongs to another call, or to none.
	 */
	void resume(Runnable next) {
		ThreadLocals.of(context(), next);
	}

	private void decide(StoredVariants variants) {
		CacheDecision decision = decision(variants);
		if (decision instanceof CacheDecision.Serve hit) {
			StoredAnswers.serve(this, hit);
		}
		else if (decision instanceof CacheDecision.Forward asked) {
			fetch(asked);
		}
		else if (decision instanceof CacheDecision.Refuse) {
			StoredAnswers.refuse(this);
		}
		else if (decision instanceof CacheDecision.Bypass bypass) {
			pass(bypass.reason());
		}
	}

	private CacheDecision decision(StoredVariants variants) {
		this.generation = variants.generation();
		return this.cache.policy.onRequest(seen(), variants.responses(), this.cache.now());
	}

	/**
	 * Decides again with what is stored now. Serves a stored response if that is
	 * possible.
	 * @return what has to be forwarded, or null if the call is answered
	 */
	CacheDecision.@Nullable Forward forwardAfter(StoredVariants variants) {
		CacheDecision decision = decision(variants);
		if (decision instanceof CacheDecision.Forward asked) {
			this.forward = asked;
			return asked;
		}
		decide(variants);
		return null;
	}

	private void fetch(CacheDecision.Forward forward) {
		this.forward = forward;
		if (forward.collapsible() && !this.cache.state.uncollapsible.contains(key(), this.cache.nanoTime())) {
			this.cache.state.fetches.join(this);
		}
		else {
			fetchAlone();
		}
	}

	/** Asks the origin for this call alone. */
	void fetchAlone() {
		if (!isOver()) {
			Fetch.of(this, false, 0).start();
		}
	}

	/** The same, on the thread of another call. */
	void resumeAlone() {
		resume(this::fetchAlone);
	}

	/**
	 * Watches the call's own deadline while no stage below does so, because the call
	 * waits for the store or for another call's fetch.
	 */
	void startTime() {
		if (!this.call.hasDeadline() || this.time != null) {
			return;
		}
		WaitTimer time = new WaitTimer(this);
		// the store may have answered meanwhile, so that the call now waits for another
		// call's fetch
		if (TIME.compareAndSet(this, null, time)) {
			this.call.armDeadline(time);
			if (isOver()) {
				time.disarm();
			}
		}
	}

	void stopTime() {
		WaitTimer time = this.time;
		if (time != null) {
			time.disarm();
		}
	}

	private void expired() {
		Pending pending = this.pending;
		if (this.state == OPEN && (pending == null || !pending.isSentFor(this))) {
			leave();
			failed(this.call.deadlineExceeded(0, false));
		}
	}

	/**
	 * Hands a response on.
	 * @return whether the call was still open; if not, the response was not used
	 */
	boolean answer(ClientResponse response, CacheOutcome outcome) {
		if (!STATE.compareAndSet(this, OPEN, OVER)) {
			return false;
		}
		stopTime();
		this.cache.answered(this.call, outcome, response);
		this.downstream.onNext(response);
		this.downstream.onComplete();
		return true;
	}

	/**
	 * There is no response: answers with a stored one if the rules allow it, else fails.
	 */
	void failed(Throwable error) {
		if (!StoredAnswers.insteadOf(this, error) && STATE.compareAndSet(this, OPEN, OVER)) {
			stopTime();
			this.downstream.onError(error);
		}
	}

	/** A stage below completed without a response. */
	void completed() {
		if (STATE.compareAndSet(this, OPEN, OVER)) {
			stopTime();
			this.downstream.onComplete();
		}
	}

	/** Sends the request on unchanged, and does not store the response. */
	private void pass(ForwardReason reason) {
		stopTime();
		PassThrough passThrough = new PassThrough(this, reason);
		startsToWaitFor(passThrough);
		this.next.send(this.request, passThrough);
	}

	Context context() {
		return this.downstream.currentContext();
	}

	/**
	 * The request as the rules see it; null only for a request that the rules do not
	 * cover.
	 */
	@Nullable CacheRequest seenOrNull() {
		return this.seen;
	}

	CacheRequest seen() {
		return Objects.requireNonNull(this.seen);
	}

	StoreKey key() {
		return Objects.requireNonNull(this.key);
	}

	long generation() {
		return this.generation;
	}

	long storedBefore() {
		return this.storedBefore;
	}

	CacheDecision.Forward forward() {
		return Objects.requireNonNull(this.forward);
	}

	/** What to ask the origin; null before this is decided. */
	CacheDecision.@Nullable Forward forwardOrNull() {
		return this.forward;
	}

	private static final class WaitTimer extends DeadlineTimer.Entry {

		private final CacheCall call;

		WaitTimer(CacheCall call) {
			this.call = call;
		}

		@Override
		protected void expired() {
			this.call.expired();
		}

	}

}
