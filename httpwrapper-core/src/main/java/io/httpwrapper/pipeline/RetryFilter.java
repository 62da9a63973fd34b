package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.httpwrapper.policy.AttemptOutcome;
import io.httpwrapper.policy.IdempotencyKeyMode;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.RetryPolicy;
import io.httpwrapper.policy.RetryReason;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.policy.Verdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Sends a request again as long as the {@link RetryPolicy} says so. As long as nothing
 * fails it costs one object; Reactor's operators come in with the first failure. What the
 * last attempt brought is handed on unchanged, with the errors before it as suppressed
 * ones.
 */
final class RetryFilter implements ExchangeFilterFunction {

	private static final Log logger = LogFactory.getLog(RetryFilter.class);

	private final WrappedClient client;

	private final RetrySettings settings;

	private final RetryPolicy policy;

	private final TimeAndChance time;

	private final @Nullable ReplayBuffer replayBuffer;

	RetryFilter(WrappedClient client, RetrySettings settings, RetryPolicy policy, TimeAndChance time) {
		this.client = client;
		this.settings = settings;
		this.policy = policy;
		this.time = time;
		long bytes = settings.replayBuffer().toBytes();
		this.replayBuffer = (bytes > 0) ? new ReplayBuffer(bytes) : null;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return new RetryMono(this, request, next);
	}

	/** Adds the idempotency key, the same for all attempts, where one is called for. */
	private ClientRequest keyed(ClientRequest request, Exchange exchange) {
		String key = exchange.options.idempotencyKey();
		if (key == null && this.settings.idempotencyKey() == IdempotencyKeyMode.AUTO && !isRepeatableMethod(request)
				&& !request.headers().containsHeader(this.settings.idempotencyHeader())) {
			key = "\"" + new UUID(this.time.random().nextLong(), this.time.random().nextLong()) + "\"";
		}
		if (key == null) {
			return request;
		}
		String value = key;
		return ClientRequest.from(request)
			.headers((headers) -> headers.set(this.settings.idempotencyHeader(), value))
			.build();
	}

	private boolean isRepeatableMethod(ClientRequest request) {
		return this.settings.methods().contains(request.method().name());
	}

	private boolean isIdempotent(ClientRequest request, CallOptions options) {
		return options.isIdempotent() || request.headers().containsHeader(this.settings.idempotencyHeader());
	}

	private static final class RetryMono extends Mono<ClientResponse> {

		private final RetryFilter filter;

		private final ClientRequest request;

		private final ExchangeFunction next;

		RetryMono(RetryFilter filter, ClientRequest request, ExchangeFunction next) {
			this.filter = filter;
			this.request = request;
			this.next = next;
		}

		@Override
		public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
			Exchange exchange = Exchange.require(this.request);
			if (!exchange.options.retries()) {
				exchange.attempt = 1;
				this.next.exchange(this.filter.keyed(this.request, exchange)).subscribe(actual);
				return;
			}
			this.filter.client.budget().onCall();
			RetrySubscriber subscriber = new RetrySubscriber(actual, exchange, this.filter,
					this.filter.keyed(this.request, exchange), this.next);
			actual.onSubscribe(subscriber);
			exchange.attempt = 1;
			subscriber.attempt().subscribe(subscriber);
		}

	}

	private static final class RetrySubscriber extends StageSubscriber {

		private final RetryFilter filter;

		private final ClientRequest request;

		private final ExchangeFunction next;

		private long previousPauseNanos;

		private @Nullable List<Throwable> earlier;

		/**
		 * The first attempt's signals come here; those of later ones to a {@link Repeat}.
		 */
		private boolean answered;

		RetrySubscriber(CoreSubscriber<? super ClientResponse> downstream, Exchange exchange, RetryFilter filter,
				ClientRequest request, ExchangeFunction next) {
			super(downstream, exchange);
			this.filter = filter;
			this.request = request;
			this.next = next;
		}

		Mono<ClientResponse> attempt() {
			Mono<ClientResponse> response = this.next.exchange(this.request);
			ReplayBuffer buffer = this.filter.replayBuffer;
			boolean replays = buffer != null && (this.filter.isRepeatableMethod(this.request)
					|| this.filter.isIdempotent(this.request, this.exchange.options));
			return (buffer != null && replays) ? response.flatMap(buffer::hold) : response;
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
			if (this.filter.policy.passes(verdict, status)) {
				handOn(response);
				return;
			}
			RetryDecision decision = decide(outcome(status, response, null, verdict));
			if (decision.repeat()) {
				repeat(decision, ResponseBodies.release(response, this.filter.time.scheduler()), status, null);
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
			int status = 0;
			Verdict verdict = this.exchange.verdict;
			if (error instanceof ReplayBuffer.BrokenBodyException broken) {
				cause = broken.getCause();
				status = broken.status();
				verdict = Verdict.FAILURE;
			}
			else if (verdict == null) {
				verdict = this.filter.client.judge(error);
			}
			RetryDecision decision = decide(outcome(status, null, cause, verdict));
			if (decision.repeat()) {
				remember(cause);
				repeat(decision, Mono.empty(), status, cause);
			}
			else {
				stopped(decision, verdict, status, cause);
				this.downstream.onError(withEarlier(cause));
			}
		}

		private Verdict verdict(ClientResponse response) {
			Verdict verdict = this.exchange.verdict;
			return (verdict != null) ? verdict : this.filter.client.judge(response, response.statusCode().value());
		}

		/**
		 * A condition that throws is a bug of the application's; it must not hang the
		 * call.
		 */
		private RetryDecision decide(AttemptOutcome outcome) {
			try {
				return this.filter.policy.decide(outcome);
			}
			catch (RuntimeException ex) {
				logger.warn("A RetryCondition of client '" + outcome.client() + "' failed; nothing is repeated", ex);
				return new RetryDecision(RetryReason.NOT_WORTH, 0);
			}
		}

		private AttemptOutcome outcome(int status, @Nullable ClientResponse response, @Nullable Throwable error,
				Verdict verdict) {
			long remaining = this.exchange.remainingNanos(this.filter.client.nanoTime());
			CallOptions options = this.exchange.options;
			return new AttemptOutcome(this.exchange.client(), this.request.method().name(), this.request.url(),
					this.exchange.attempt, status,
					(name) -> (response != null) ? response.headers().asHttpHeaders().getFirst(name) : null, error,
					verdict, this.filter.isIdempotent(this.request, options),
					options.hasRepeatableBody() || BodyProbe.isRepeatable(this.request), remaining,
					this.previousPauseNanos);
		}

		private void repeat(RetryDecision decision, Mono<Void> before, int status, @Nullable Throwable error) {
			this.filter.client.events().retryScheduled(this.exchange, this.request, decision, status, error);
			this.filter.client.counters().retried();
			this.previousPauseNanos = decision.pauseNanos();
			before.then(Mono.delay(Duration.ofNanos(decision.pauseNanos()), this.filter.time.scheduler()))
				.then(Mono.defer(this::nextAttempt))
				.subscribe(new Repeat(this));
		}

		private Mono<ClientResponse> nextAttempt() {
			this.exchange.attempt++;
			return attempt();
		}

		private void stopped(RetryDecision decision, Verdict verdict, int status, @Nullable Throwable error) {
			if (verdict.failed()) {
				this.filter.client.events().retryStopped(this.exchange, this.request, decision, status, error);
			}
		}

		private void remember(Throwable error) {
			if (this.earlier == null) {
				this.earlier = new ArrayList<>(2);
			}
			this.earlier.add(error);
		}

		private Throwable withEarlier(Throwable error) {
			// an exception that is shared by many calls must not collect them for ever
			if (this.earlier != null && error.getSuppressed().length < this.filter.settings.maxAttempts()) {
				for (Throwable other : this.earlier) {
					if (other != error) {
						error.addSuppressed(other);
					}
				}
			}
			return error;
		}

		@Override
		public void cancel() {
			cancelUpstream();
		}

		@Override
		void bodyEnded(@Nullable Throwable error) {
			// hands its permits on: it holds none
		}

		@Override
		void expired() {
			// has no deadline of its own
		}

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
			this.retry.onSubscribe(subscription);
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
