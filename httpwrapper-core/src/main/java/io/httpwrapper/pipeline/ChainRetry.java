package io.httpwrapper.pipeline;

import java.net.URI;
import java.time.Duration;

import io.httpwrapper.policy.AttemptOutcome;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * A client's retry policy as Reactor's {@link Retry}, sharing the client's budget.
 */
final class ChainRetry extends Retry {

	private static final URI UNKNOWN = URI.create("");

	private final WrappedClient client;

	private final boolean idempotent;

	ChainRetry(WrappedClient client, boolean idempotent) {
		this.client = client;
		this.idempotent = idempotent;
	}

	@Override
	public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
		return Flux.defer(() -> {
			this.client.budget().onCall();
			ClientPlan plan = this.client.plan();
			long[] previousPause = { 0 };
			long startNanos = this.client.nanoTime();
			return signals.concatMap((signal) -> again(plan, signal.copy(), previousPause, startNanos));
		});
	}

	private Mono<Long> again(ClientPlan plan, RetrySignal signal, long[] previousPause, long startNanos) {
		Throwable error = signal.failure();
		RetryDecision decision = plan
			.decide(outcome(plan, error, (int) signal.totalRetries() + 1, previousPause[0], startNanos), 0);
		if (!decision.repeat()) {
			return Mono.error(error);
		}
		previousPause[0] = decision.pauseNanos();
		return Mono.delay(Duration.ofNanos(decision.pauseNanos()), this.client.time().scheduler());
	}

	private AttemptOutcome outcome(ClientPlan plan, Throwable error, int attempt, long previousPause, long startNanos) {
		WebClientResponseException response = (error instanceof WebClientResponseException ex) ? ex : null;
		int status = (response != null) ? response.getStatusCode().value() : 0;
		Verdict verdict = (response != null) ? plan.judge(status, response.getHeaders()) : plan.judge(error);
		Duration timeout = plan.callTimeout();
		long remaining = (timeout != null) ? timeout.toNanos() - (this.client.nanoTime() - startNanos) : Long.MAX_VALUE;
		return new AttemptOutcome(this.client.name(), "", uri(response), attempt, status,
				(name) -> (response != null) ? response.getHeaders().getFirst(name) : null,
				(response != null) ? null : error, verdict, this.idempotent, true, remaining, previousPause);
	}

	private static URI uri(@Nullable WebClientResponseException response) {
		return (response != null && response.getRequest() != null) ? response.getRequest().getURI() : UNKNOWN;
	}

}
