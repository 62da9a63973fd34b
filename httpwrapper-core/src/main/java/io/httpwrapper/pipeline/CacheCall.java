package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.ForwardReason;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoredVariants;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * One call in the cache: looks for a stored response, has the policy decide, and is
 * answered once, by whatever comes first. As the one who waits for a {@link Flight} that
 * another call leads it has its own deadline and may leave at any time.
 */
final class CacheCall implements Subscription, Consumer<StoredVariants> {

	private static final AtomicIntegerFieldUpdater<CacheCall> STATE = AtomicIntegerFieldUpdater
		.newUpdater(CacheCall.class, "state");

	private static final AtomicReferenceFieldUpdater<CacheCall, @Nullable WaitersTime> TIME = AtomicReferenceFieldUpdater
		.newUpdater(CacheCall.class, WaitersTime.class, "time");

	/** Nobody has asked for the response yet. */
	private static final int NEW = 0;

	private static final int OPEN = 1;

	/** Answered, failed or cancelled. */
	private static final int OVER = 2;

	final ResponseCache cache;

	final Stage next;

	/** As it reached the cache. */
	final ClientRequest request;

	final Exchange exchange;

	private final CoreSubscriber<? super ClientResponse> downstream;

	private volatile int state;

	/** What the call depends on, to be told when it leaves. */
	private volatile @Nullable Underway underway;

	/** Set once, before anything can come back. */
	private @Nullable CacheRequest seen;

	private @Nullable StoreKey key;

	private long generation;

	/** How many flights had landed before the store was asked. */
	private long landings;

	private CacheDecision.@Nullable Forward forward;

	/** Runs while it waits for the store, or for what another call has asked for. */
	private volatile @Nullable WaitersTime time;

	CacheCall(ResponseCache cache, Stage next, ClientRequest request,
			CoreSubscriber<? super ClientResponse> downstream) {
		this.cache = cache;
		this.next = next;
		this.request = request;
		this.exchange = Exchange.require(request);
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
		Underway underway = this.underway;
		if (underway != null) {
			underway.leave(this);
		}
	}

	/** Says what the call depends on from now on. */
	void aboard(Underway underway) {
		this.underway = underway;
	}

	/** Says what the call depends on from now on; it may have left by now. */
	void dependsOn(Underway underway) {
		aboard(underway);
		if (isOver()) {
			underway.leave(this);
		}
	}

	boolean isOver() {
		return this.state == OVER;
	}

	private void open() {
		CacheOptions options = this.exchange.options.cache();
		if (this.request.url().getRawAuthority() == null) {
			pass(ForwardReason.BYPASS);
			return;
		}
		CacheRequest seen = CacheMessages.request(this.request, options, this.cache.hasHiddenCredentials());
		// for what such a call makes invalid, too
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

	/** Also once more, if what was waited for was of no use but something else may be. */
	void lookUp() {
		this.landings = this.cache.flights().landings();
		StoredVariants variants = this.cache.store().get(key(), this);
		if (variants != null) {
			decide(variants);
		}
		else {
			startTime();
		}
	}

	/** The store has answered, later. */
	@Override
	public void accept(StoredVariants variants) {
		if (!isOver()) {
			ThreadLocals.of(context(), () -> decide(variants));
		}
	}

	private void decide(StoredVariants variants) {
		CacheDecision decision = decision(variants);
		if (decision instanceof CacheDecision.Serve hit) {
			StoredAnswers.serve(this, hit);
		}
		else if (decision instanceof CacheDecision.Forward asked) {
			fly(asked);
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
		return this.cache.policy().onRequest(seen(), variants.responses(), this.cache.now());
	}

	/**
	 * What is to be forwarded for this call after another look at what is stored; serves
	 * what can be served.
	 * @return null if nothing
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

	private void fly(CacheDecision.Forward forward) {
		this.forward = forward;
		if (forward.collapsible() && !this.cache.uncollapsible().contains(key(), this.cache.nanoTime())) {
			this.cache.flights().join(this);
		}
		else {
			flyAlone();
		}
	}

	/** Asks the origin for this call only. */
	void flyAlone() {
		if (!isOver()) {
			Flight.of(this, false, 0).start();
		}
	}

	/**
	 * Waits for the store, or for what another call has asked for, until this call's own
	 * time is over.
	 */
	void startTime() {
		if (this.exchange.timeout == null || this.time != null) {
			return;
		}
		WaitersTime time = new WaitersTime(this, this.exchange.timeout);
		// the store may have answered meanwhile, and had the call wait for another one
		if (TIME.compareAndSet(this, null, time)) {
			time.start();
			if (isOver()) {
				time.stop();
			}
		}
	}

	void stopTime() {
		WaitersTime time = this.time;
		if (time != null) {
			time.stop();
		}
	}

	/** The time to wait is over; for a request of its own it is over below. */
	void expired(Duration timeout) {
		Underway underway = this.underway;
		boolean waits = underway == null || (underway instanceof Passengers aboard && !aboard.isSentFor(this));
		if (this.state == OPEN && waits) {
			leave();
			failed(new DeadlineExceededException(this.exchange.client(), this.exchange.request, timeout, 0, false));
		}
	}

	/**
	 * Hands a response on.
	 * @return whether the call was still open; if not, nothing has become of the response
	 */
	boolean answer(ClientResponse response, CacheOutcome outcome) {
		if (!STATE.compareAndSet(this, OPEN, OVER)) {
			return false;
		}
		stopTime();
		this.cache.answered(this.exchange, outcome, response);
		this.downstream.onNext(response);
		this.downstream.onComplete();
		return true;
	}

	/**
	 * There is no response: answers with what is stored if the rules allow it, else
	 * fails.
	 */
	void failed(Throwable error) {
		if (!StoredAnswers.insteadOf(this, error) && STATE.compareAndSet(this, OPEN, OVER)) {
			stopTime();
			this.downstream.onError(error);
		}
	}

	/** A stage below has completed without a response. */
	void completed() {
		if (STATE.compareAndSet(this, OPEN, OVER)) {
			stopTime();
			this.downstream.onComplete();
		}
	}

	/** Sends the request on as it is, and stores nothing. */
	private void pass(ForwardReason reason) {
		stopTime();
		Passage passage = new Passage(this, reason);
		dependsOn(passage);
		this.next.send(this.request, passage);
	}

	Context context() {
		return this.downstream.currentContext();
	}

	/** The request as the rules see it; null only for one that is not theirs. */
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

	long landings() {
		return this.landings;
	}

	CacheDecision.Forward forward() {
		return Objects.requireNonNull(this.forward);
	}

	/** What is to be asked of the origin; null before that is decided. */
	CacheDecision.@Nullable Forward forwardOrNull() {
		return this.forward;
	}

}
