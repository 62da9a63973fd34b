package io.httpwrapper.pipeline.retry;

import java.util.UUID;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.pipeline.body.ReplayBuffer;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.Judge;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.policy.IdempotencyKeyMode;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * The stage that repeats a request while the {@link RetryRules} say so. The outcome of
 * the last attempt is handed on unchanged; earlier errors are added as suppressed
 * exceptions. Without a failure the stage costs one object. Reactor's operators are used
 * only after the first failure.
 */
public final class RetryFilter implements Stage {

	final ClientCore core;

	final RetryRules rules;

	final Judge judge;

	private final RetrySettings settings;

	private final RetryBudget budget;

	private final @Nullable ReplayBuffer replayBuffer;

	private final Stage next;

	public RetryFilter(ClientCore core, RetrySettings settings, RetryRules rules, Judge judge, RetryBudget budget,
			Stage next) {
		this.core = core;
		this.settings = settings;
		this.rules = rules;
		this.judge = judge;
		this.budget = budget;
		this.next = next;
		long bytes = settings.replayBuffer().toBytes();
		this.replayBuffer = (bytes > 0) ? new ReplayBuffer(bytes) : null;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		CallRequest call = CallRequest.require(request);
		ClientRequest keyed = keyed(request, call.options());
		AttemptRequest first = call.attempt(keyed);
		if (!call.options().retries()) {
			this.next.send(first, subscriber);
			return;
		}
		if (first.attempt() == 1) {
			// once per call, even if a stage above sends the call again
			this.budget.onCall();
		}
		send(first, new RetrySubscriber(subscriber, this, keyed, first));
	}

	private void send(AttemptRequest attempt, CoreSubscriber<? super ClientResponse> subscriber) {
		ReplayBuffer buffer = this.replayBuffer;
		if (buffer != null && (isRepeatableMethod(attempt) || isIdempotent(attempt, attempt.call().options()))) {
			this.next.mono(attempt).flatMap(buffer::hold).subscribe(subscriber);
		}
		else {
			this.next.send(attempt, subscriber);
		}
	}

	/** Adds the idempotency key, if one is required. It is the same for all attempts. */
	private ClientRequest keyed(ClientRequest request, CallOptions options) {
		String key = options.idempotencyKey();
		if (key == null && this.settings.idempotencyKey() == IdempotencyKeyMode.AUTO && !isRepeatableMethod(request)
				&& !request.headers().containsHeader(this.settings.idempotencyHeader())) {
			key = "\"" + new UUID(time().random().nextLong(), time().random().nextLong()) + "\"";
		}
		if (key == null) {
			return request;
		}
		String value = key;
		return ClientRequest.from(request)
			.headers((headers) -> headers.set(this.settings.idempotencyHeader(), value))
			.build();
	}

	/** Another attempt of the same request, made at subscription. */
	Mono<ClientResponse> again(RetrySubscriber retry, ClientRequest request) {
		Stage attempt = (again, subscriber) -> send(retry.nextAttempt(again), subscriber);
		return attempt.mono(request);
	}

	private boolean isRepeatableMethod(ClientRequest request) {
		return this.settings.methods().contains(request.method().name());
	}

	boolean isIdempotent(ClientRequest request, CallOptions options) {
		return options.isIdempotent() || request.headers().containsHeader(this.settings.idempotencyHeader());
	}

	int maxAttempts() {
		return this.settings.maxAttempts();
	}

	TimeAndChance time() {
		return this.core.time();
	}

}
