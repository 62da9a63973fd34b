package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.httpwrapper.policy.AttemptOutcome;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One call under retry: hears each attempt, asks the policy, and lets another one follow.
 */
final class RetrySubscriber implements CoreSubscriber<ClientResponse>, Subscription {

	private static final AtomicReferenceFieldUpdater<RetrySubscriber, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(RetrySubscriber.class, Subscription.class, "upstream");

	private final CoreSubscriber<? super ClientResponse> downstream;

	private final Exchange exchange;

	private final RetryFilter filter;

	private final ClientRequest request;

	/** That of the attempt or the pause under way. */
	private volatile @Nullable Subscription upstream;

	private volatile boolean requested;

	/**
	 * The first attempt's signals come here; those of later ones to a {@link Repeat}.
	 */
	private boolean answered;

	private @Nullable History history;

	RetrySubscriber(CoreSubscriber<? super ClientResponse> downstream, Exchange exchange, RetryFilter filter,
			ClientRequest request) {
		this.downstream = downstream;
		this.exchange = exchange;
		this.filter = filter;
		this.request = request;
	}

	@Override
	public Context currentContext() {
		return this.downstream.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		this.downstream.onSubscribe(this);
	}

	/** A later attempt takes over, unless the caller has left. */
	void continueWith(Subscription subscription) {
		Subscription before = this.upstream;
		if (before == Operators.cancelledSubscription() || !UPSTREAM.compareAndSet(this, before, subscription)) {
			subscription.cancel();
		}
		else if (this.requested) {
			subscription.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void request(long n) {
		this.requested = true;
		Objects.requireNonNull(this.upstream).request(n);
	}

	@Override
	public void cancel() {
		Subscription subscription = UPSTREAM.getAndSet(this, Operators.cancelledSubscription());
		if (subscription != null) {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(ClientResponse response) {
		this.answered = true;
		responded(response);
	}

	@Override
	public void onError(Throwable error) {
		if (!this.answered) {
			this.answered = true;
			failed(error);
		}
	}

	@Override
	public void onComplete() {
		if (!this.answered) {
			this.answered = true;
			this.downstream.onComplete();
		}
	}

	void responded(ClientResponse response) {
		Verdict verdict = verdict(response);
		int status = response.statusCode().value();
		if (this.filter.policy().passes(verdict, status)) {
			handOn(response);
			return;
		}
		RetryDecision decision = decide(outcome(status, response, null, verdict));
		if (decision.repeat()) {
			AtomicBoolean released = new AtomicBoolean();
			repeat(decision,
					ResponseBodies.release(response, this.filter.time().scheduler()).doFirst(() -> released.set(true)),
					status, null);
			if (!released.get()) {
				// the caller had left before
				ResponseBodies.abandon(response, this.exchange);
			}
		}
		else {
			stopped(decision, verdict, status, null);
			handOn(response);
		}
	}

	private void handOn(ClientResponse response) {
		this.downstream.onNext(response);
		this.downstream.onComplete();
	}

	void failed(Throwable error) {
		Throwable cause = error;
		ClientResponse response = null;
		int status = 0;
		Verdict verdict = this.exchange.verdict;
		if (error instanceof ReplayBuffer.BrokenBodyException broken) {
			cause = broken.getCause();
			response = broken.response();
			status = response.statusCode().value();
			verdict = Verdict.FAILURE;
		}
		else if (verdict == null) {
			verdict = this.exchange.plan.judge(error);
		}
		RetryDecision decision = decide(outcome(status, response, cause, verdict));
		if (decision.repeat()) {
			history().errors.add(cause);
			repeat(decision, Mono.empty(), status, cause);
		}
		else {
			stopped(decision, verdict, status, cause);
			this.downstream.onError(withEarlier(cause));
		}
	}

	private Verdict verdict(ClientResponse response) {
		Verdict verdict = this.exchange.verdict;
		return (verdict != null) ? verdict : this.exchange.plan.judge(response, response.statusCode().value());
	}

	private RetryDecision decide(AttemptOutcome outcome) {
		return this.exchange.plan.decide(outcome, refusedNanos(outcome.error()));
	}

	/**
	 * Whoever has refusals repeated on purpose wants to be refused until it is over.
	 */
	private long refusedNanos(@Nullable Throwable error) {
		return (error instanceof CallRejectedException) ? 0
				: this.exchange.plan.refusedNanos(this.request.url(), this.filter.client().nanoTime());
	}

	private AttemptOutcome outcome(int status, @Nullable ClientResponse response, @Nullable Throwable error,
			Verdict verdict) {
		long remaining = this.exchange.remainingNanos(this.filter.client().nanoTime());
		CallOptions options = this.exchange.options;
		return new AttemptOutcome(this.exchange.client(), this.request.method().name(), this.request.url(),
				this.exchange.attempt, status,
				(name) -> (response != null) ? response.headers().asHttpHeaders().getFirst(name) : null, error, verdict,
				this.filter.isIdempotent(this.request, options),
				options.hasRepeatableBody() || BodyProbe.isRepeatable(this.request), remaining,
				(this.history != null) ? this.history.pauseNanos : 0);
	}

	private void repeat(RetryDecision decision, Mono<Void> before, int status, @Nullable Throwable error) {
		this.filter.client().events().retryScheduled(this.exchange, this.request, decision, status, error);
		this.filter.client().counters().retried();
		history().pauseNanos = decision.pauseNanos();
		before.then(Mono.delay(Duration.ofNanos(decision.pauseNanos()), this.filter.time().scheduler()))
			.then(this.filter.again(this.request, this.exchange))
			.subscribe(new Repeat(this));
	}

	private void stopped(RetryDecision decision, Verdict verdict, int status, @Nullable Throwable error) {
		if (verdict.failed()) {
			this.filter.client().events().retryStopped(this.exchange, this.request, decision, status, error);
		}
	}

	private History history() {
		if (this.history == null) {
			this.history = new History();
		}
		return this.history;
	}

	private Throwable withEarlier(Throwable error) {
		// an exception that is shared by many calls must not collect them for ever
		if (this.history != null && error.getSuppressed().length < this.filter.settings().maxAttempts()) {
			this.history.errors.stream().filter((earlier) -> earlier != error).forEach(error::addSuppressed);
		}
		return error;
	}

	/**
	 * What earlier attempts left behind.
	 */
	private static final class History {

		private final List<Throwable> errors = new ArrayList<>(2);

		private long pauseNanos;

	}

	/**
	 * Hears a later attempt. An object for each, so that a late completion of the one
	 * before is not taken for its answer.
	 */
	private static final class Repeat implements CoreSubscriber<ClientResponse> {

		private final RetrySubscriber retry;

		private boolean answered;

		Repeat(RetrySubscriber retry) {
			this.retry = retry;
		}

		@Override
		public Context currentContext() {
			return this.retry.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.retry.continueWith(subscription);
		}

		@Override
		public void onNext(ClientResponse response) {
			this.answered = true;
			this.retry.responded(response);
		}

		@Override
		public void onError(Throwable error) {
			if (!this.answered) {
				this.retry.failed(error);
			}
		}

		@Override
		public void onComplete() {
			if (!this.answered) {
				this.retry.downstream.onComplete();
			}
		}

	}

}
