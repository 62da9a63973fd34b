package io.httpwrapper.client;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.error.ClientCallException;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.policy.AttemptOutcome;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * A client's retry policy as a Reactor {@link Retry}. It shares the client's retry
 * budget.
 */
final class ChainRetry extends Retry {

	private static final URI UNKNOWN = URI.create("");

	private final ClientCore core;

	private final RetryBudget budget;

	private final Supplier<ClientPlan> plan;

	private final boolean idempotent;

	ChainRetry(ClientCore core, RetryBudget budget, Supplier<ClientPlan> plan, boolean idempotent) {
		this.core = core;
		this.budget = budget;
		this.plan = plan;
		this.idempotent = idempotent;
	}

	@Override
	public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
		return Flux.deferContextual((context) -> {
			this.budget.onCall();
			ClientPlan plan = this.plan.get();
			long[] previousPause = { 0 };
			Long endNanos = end(plan, CallOptions.inheritedDeadlineNanos(context));
			return signals.concatMap((signal) -> again(plan, signal.copy(), previousPause, endNanos));
		});
	}

	/** When the time for the whole chain is over; null if there is no limit. */
	private @Nullable Long end(ClientPlan plan, @Nullable Long inherited) {
		Duration timeout = plan.deadlines().usual();
		if (timeout == null) {
			return inherited;
		}
		long end = this.core.nanoTime() + timeout.toNanos();
		return (inherited != null && inherited - end < 0) ? inherited : Long.valueOf(end);
	}

	private Mono<Long> again(ClientPlan plan, RetrySignal signal, long[] previousPause, @Nullable Long endNanos) {
		Throwable error = signal.failure();
		long now = this.core.nanoTime();
		long remaining = (endNanos != null) ? endNanos - now : Long.MAX_VALUE;
		RetryDecision decision = plan.retryRules()
			.decide(outcome(plan, error, (int) signal.totalRetries() + 1, previousPause[0], remaining),
					refusedNanos(plan, error, now));
		if (!decision.repeat()) {
			return Mono.error(error);
		}
		previousPause[0] = decision.pauseNanos();
		return Mono.delay(Duration.ofNanos(decision.pauseNanos()), this.core.time().scheduler());
	}

	private AttemptOutcome outcome(ClientPlan plan, Throwable error, int attempt, long previousPause, long remaining) {
		WebClientResponseException response = (error instanceof WebClientResponseException ex) ? ex : null;
		int status = (response != null) ? response.getStatusCode().value() : 0;
		Throwable broken = (response != null) ? broken(response) : error;
		Verdict verdict = judge(plan, response, broken);
		return new AttemptOutcome(this.core.name(), "", uri(error), attempt, status,
				(name) -> (response != null) ? response.getHeaders().getFirst(name) : null, broken, verdict,
				this.idempotent, true, remaining, previousPause);
	}

	private static Verdict judge(ClientPlan plan, @Nullable WebClientResponseException response,
			@Nullable Throwable broken) {
		if (response == null) {
			return plan.judge().judge(Objects.requireNonNull(broken));
		}
		return (broken != null) ? Verdict.FAILURE
				: plan.judge().judge(response.getStatusCode().value(), response.getHeaders());
	}

	/** The reason why {@code WebClient} could not read a body, or null. */
	private static @Nullable Throwable broken(WebClientResponseException response) {
		return response.getStatusCode().isError() ? null : response.getCause();
	}

	/**
	 * As for a call: if the policy repeats refusals, they are repeated although the
	 * circuit is open.
	 */
	private static long refusedNanos(ClientPlan plan, Throwable error, long now) {
		URI uri = uri(error);
		return (error instanceof CallRejectedException || uri == UNKNOWN) ? 0
				: plan.retryRules().refusedNanos(uri, now);
	}

	private static URI uri(Throwable error) {
		URI uri = null;
		if (error instanceof WebClientResponseException response) {
			uri = (response.getRequest() != null) ? response.getRequest().getURI() : null;
		}
		else if (error instanceof WebClientRequestException request) {
			uri = request.getUri();
		}
		else if (error instanceof ClientCallException own) {
			uri = own.uri();
		}
		return (uri != null) ? uri : UNKNOWN;
	}

}
