package io.httpwrapper.pipeline.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.pipeline.body.BodyProbe;
import io.httpwrapper.pipeline.body.ReplayBuffer;
import io.httpwrapper.pipeline.body.ResponseBodies;
import io.httpwrapper.pipeline.body.TrackedResponse;
import io.httpwrapper.pipeline.call.AttemptRequest;
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
 * One call in the retry stage. It receives the outcome of each attempt and asks the
 * rules. Then it makes another attempt or hands the outcome on.
 */
final class RetrySubscriber implements CoreSubscriber<ClientResponse>, Subscription {

	private static final AtomicReferenceFieldUpdater<RetrySubscriber, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(RetrySubscriber.class, Subscription.class, "upstream");

	private final CoreSubscriber<? super ClientResponse> downstream;

	private final RetryFilter filter;

	/** The request that each attempt sends. */
	private final ClientRequest request;

	/** The attempt under way, or the last one. */
	private AttemptRequest attempt;

	/** The subscription of the current attempt or pause. */
	private volatile @Nullable Subscription upstream;

	private volatile boolean requested;

	/**
	 * Whether the first attempt has ended. Its signals come here; those of later attempts
	 * go to a {@link Repeat}.
	 */
	private boolean answered;

	private @Nullable History history;

	RetrySubscriber(CoreSubscriber<? super ClientResponse> downstream, RetryFilter filter, ClientRequest request,
			AttemptRequest first) {
		this.downstream = downstream;
		this.filter = filter;
		this.request = request;
		this.attempt = first;
	}

	AttemptRequest nextAttempt(ClientRequest request) {
		this.attempt = this.attempt.call().attempt(request);
		return this.attempt;
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

	/** Continues with a later attempt, unless the caller has cancelled. */
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
		AttemptRequest attempt = answered(response);
		Verdict verdict = verdict(attempt, response);
		int status = response.statusCode().value();
		if (this.filter.rules.passes(verdict, status)) {
			handOn(response);
			return;
		}
		RetryDecision decision = decide(attempt, outcome(attempt, status, response, null, verdict));
		if (!decision.repeat()) {
			stopped(attempt, decision, verdict, status, null);
			handOn(response);
			return;
		}
		// started at once, so that no body is left if the caller cancels meanwhile
		Mono<Void> released = ResponseBodies.releaseNow(response, this.filter.time().scheduler());
		repeat(attempt, decision, released, status, null);
	}

	private void handOn(ClientResponse response) {
		this.downstream.onNext(response);
		this.downstream.onComplete();
	}

	void failed(Throwable error) {
		Throwable cause = error;
		ClientResponse response = null;
		int status = 0;
		AttemptRequest attempt = this.attempt;
		Verdict verdict = attempt.verdict();
		if (error instanceof ReplayBuffer.BrokenBodyException broken) {
			cause = broken.getCause();
			response = broken.response();
			attempt = answered(response);
			status = response.statusCode().value();
			verdict = Verdict.FAILURE;
		}
		else if (verdict == null) {
			verdict = this.filter.judge.judge(error);
		}
		RetryDecision decision = decide(attempt, outcome(attempt, status, response, cause, verdict));
		if (decision.repeat()) {
			history().errors.add(cause);
			repeat(attempt, decision, Mono.empty(), status, cause);
		}
		else {
			stopped(attempt, decision, verdict, status, cause);
			this.downstream.onError(withEarlier(cause));
		}
	}

	/**
	 * The attempt that brought a response. A stage below may have made other attempts
	 * than the requested one.
	 */
	private AttemptRequest answered(ClientResponse response) {
		AttemptRequest attempt = TrackedResponse.attempt(response);
		return (attempt != null) ? attempt : this.attempt;
	}

	private Verdict verdict(AttemptRequest attempt, ClientResponse response) {
		Verdict verdict = attempt.verdict();
		return (verdict != null) ? verdict : this.filter.judge.judge(response);
	}

	private RetryDecision decide(AttemptRequest attempt, AttemptOutcome outcome) {
		// if a condition repeats refusals, an open circuit must not stop it
		long refusedNanos = (outcome.error() instanceof CallRejectedException) ? 0
				: this.filter.rules.refusedNanos(attempt.url(), this.filter.core.nanoTime());
		return this.filter.rules.decide(outcome, refusedNanos);
	}

	private AttemptOutcome outcome(AttemptRequest attempt, int status, @Nullable ClientResponse response,
			@Nullable Throwable error, Verdict verdict) {
		CallOptions options = attempt.call().options();
		return new AttemptOutcome(attempt.client(), attempt.method().name(), attempt.url(), attempt.attempt(), status,
				(name) -> (response != null) ? response.headers().asHttpHeaders().getFirst(name) : null, error, verdict,
				this.filter.isIdempotent(this.request, options),
				options.hasRepeatableBody() || BodyProbe.isRepeatable(this.request),
				attempt.call().remainingNanos(this.filter.core.nanoTime()),
				(this.history != null) ? this.history.pauseNanos : 0);
	}

	private void repeat(AttemptRequest attempt, RetryDecision decision, Mono<Void> before, int status,
			@Nullable Throwable error) {
		this.filter.core.events().retryScheduled(attempt, decision, status, error);
		this.filter.core.counters().retried();
		history().pauseNanos = decision.pauseNanos();
		before.then(Mono.delay(Duration.ofNanos(decision.pauseNanos()), this.filter.time().scheduler()))
			.then(this.filter.again(this, this.request))
			.subscribe(new Repeat(this));
	}

	private void stopped(AttemptRequest attempt, RetryDecision decision, Verdict verdict, int status,
			@Nullable Throwable error) {
		if (verdict.failed()) {
			this.filter.core.events().retryStopped(attempt, decision, status, error);
		}
	}

	private History history() {
		if (this.history == null) {
			this.history = new History();
		}
		return this.history;
	}

	private Throwable withEarlier(Throwable error) {
		// a shared exception instance must not collect suppressed exceptions for ever
		if (this.history != null && error.getSuppressed().length < this.filter.maxAttempts()) {
			this.history.errors.stream().filter((earlier) -> earlier != error).forEach(error::addSuppressed);
		}
		return error;
	}

	/**
	 * The errors and pauses of earlier attempts.
	 */
	private static final class History {

		private final List<Throwable> errors = new ArrayList<>(2);

		private long pauseNanos;

	}

	/**
	 * Receives the signals of a later attempt. Each attempt has its own object, so that a
	 * late completion of the previous attempt is not taken for its answer.
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
