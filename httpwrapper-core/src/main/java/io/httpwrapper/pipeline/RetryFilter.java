package io.httpwrapper.pipeline;

import java.util.UUID;

import io.httpwrapper.policy.IdempotencyKeyMode;
import io.httpwrapper.policy.RetryPolicy;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Sends a request again as long as the {@link RetryPolicy} says so. As long as nothing
 * fails it costs one object; Reactor's operators come in with the first failure. What the
 * last attempt brought is handed on unchanged, with the errors before it as suppressed
 * ones.
 */
final class RetryFilter implements Stage {

	private final WrappedClient client;

	private final RetrySettings settings;

	private final RetryPolicy policy;

	private final TimeAndChance time;

	private final @Nullable ReplayBuffer replayBuffer;

	private final Stage next;

	RetryFilter(ClientPlan plan, Stage next) {
		this.client = plan.client();
		this.settings = plan.settings().retry();
		this.policy = plan.retryPolicy();
		this.time = this.client.time();
		this.next = next;
		long bytes = this.settings.replayBuffer().toBytes();
		this.replayBuffer = (bytes > 0) ? new ReplayBuffer(bytes) : null;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		Exchange exchange = Exchange.require(request);
		ClientRequest keyed = keyed(request, exchange);
		exchange.attempt = 1;
		if (exchange.options.retries()) {
			this.client.budget().onCall();
			attempt(keyed, exchange, new RetrySubscriber(subscriber, exchange, this, keyed));
		}
		else {
			this.next.send(keyed, subscriber);
		}
	}

	private void attempt(ClientRequest request, Exchange exchange, CoreSubscriber<? super ClientResponse> subscriber) {
		ReplayBuffer buffer = this.replayBuffer;
		if (buffer != null && (isRepeatableMethod(request) || isIdempotent(request, exchange.options))) {
			this.next.mono(request).flatMap(buffer::hold).subscribe(subscriber);
		}
		else {
			this.next.send(request, subscriber);
		}
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

	Mono<ClientResponse> again(ClientRequest request, Exchange exchange) {
		Stage attempt = (again, subscriber) -> {
			exchange.attempt++;
			attempt(again, exchange, subscriber);
		};
		return attempt.mono(request);
	}

	private boolean isRepeatableMethod(ClientRequest request) {
		return this.settings.methods().contains(request.method().name());
	}

	boolean isIdempotent(ClientRequest request, CallOptions options) {
		return options.isIdempotent() || request.headers().containsHeader(this.settings.idempotencyHeader());
	}

	WrappedClient client() {
		return this.client;
	}

	RetrySettings settings() {
		return this.settings;
	}

	RetryPolicy policy() {
		return this.policy;
	}

	TimeAndChance time() {
		return this.time;
	}

}
