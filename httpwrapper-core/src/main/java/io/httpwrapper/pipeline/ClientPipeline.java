package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.httpwrapper.policy.CircuitBreakers;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * The client, as the ordered list of what each of its calls goes through. The order is
 * the design: each line says why it stands where it does.
 */
public final class ClientPipeline implements ExchangeFilterFunction {

	private final CallFilter call;

	ClientPipeline(WrappedClient client) {
		List<ExchangeFilterFunction> stages = new ArrayList<>();
		// first, apart from the list: opens the Exchange every later stage reads
		// (CallFilter)

		// once per call, whatever happens below
		client.plugins().forEach((plugin) -> stages.add(guarded(plugin::aroundCall)));

		// ends the call's time, head and body; above retry, whose waits and repeats spend
		// it
		stages.add(new DeadlineFilter(client.callTimeout(), client.time()));

		// above all that may fail for a moment
		if (client.settings().retry().enabled()) {
			stages.add(new RetryFilter(client, client.settings().retry(), client.retryPolicy(), client.time()));
		}

		// one operator that asks the guards in and tells them the outcome, exactly once
		stages.add(new AttemptFilter(client, client.plugins().isEmpty(), guards(client)));

		// next to the wire: signing, token refresh, chaos
		client.plugins().forEach((plugin) -> stages.add(guarded(plugin::aroundAttempt)));

		this.call = new CallFilter(client, chain(stages));
	}

	private static Guard[] guards(WrappedClient client) {
		List<Guard> guards = new ArrayList<>();
		// before the limits to come: an open circuit spends no quota
		CircuitBreakers breakers = client.breakers();
		if (breakers != null) {
			guards.add(new BreakerGuard(breakers));
		}
		// last in: a timeout is a failure that the breaker hears
		Duration timeout = client.settings().timeout().attempt();
		if (!timeout.isZero()) {
			guards.add(new AttemptTimeoutGuard(timeout, client.time().timer()));
		}
		return guards.toArray(Guard[]::new);
	}

	/**
	 * User code that throws looks like user code that returns an error, to all stages.
	 */
	private static ExchangeFilterFunction guarded(ExchangeFilterFunction plugin) {
		return (request, next) -> Mono.defer(() -> plugin.filter(request, next));
	}

	/**
	 * Strings the stages together once for all calls: the last one finds what to hand the
	 * request to in the {@link Exchange}.
	 */
	private static ExchangeFunction chain(List<ExchangeFilterFunction> stages) {
		ExchangeFunction next = (request) -> Exchange.require(request).wire.exchange(request);
		for (int i = stages.size() - 1; i >= 0; i--) {
			next = stages.get(i).apply(next);
		}
		return next;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return this.call.filter(request, next);
	}

}
