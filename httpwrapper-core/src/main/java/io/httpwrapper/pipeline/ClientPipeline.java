package io.httpwrapper.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.response.StoredClientResponse;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * The client, as the ordered list of what each of its calls goes through. The order is
 * the design: each line says why it stands where it does.
 */
public final class ClientPipeline implements ExchangeFilterFunction {

	/** For users' own code to answer when the call's time is over. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final CallFilter call;

	ClientPipeline(WrappedClient client) {
		// first of all: opens the Exchange that every later stage reads
		this.call = new CallFilter(client, ClientPlan::first);
	}

	static Stage stages(ClientPlan plan) {
		WrappedClient client = plan.client();
		List<UnaryOperator<Stage>> stages = new ArrayList<>();

		// ends plugins and fallbacks that take no end; later than the call's own
		// deadline, which they may answer for
		if (!client.plugins().isEmpty() || plan.hasFallback()) {
			stages.add((next) -> new DeadlineFilter(plan.callTimeout(), GRACE, client.time(), next));
		}

		// once per call, whatever happens below
		client.plugins().forEach((plugin) -> stages.add((next) -> guarded(plugin::aroundCall, next)));

		// above all that may fail; to plugins it is what the caller gets
		if (plan.hasFallback()) {
			stages.add((next) -> new FallbackFilter(plan.settings().fallback(), plan.beans().fallback(),
					plan.beans().strategies(), next));
		}

		// a hit costs nothing below; what stands in for an error sees every failure
		// below, the deadline's too
		ResponseCache cache = plan.cache();
		if (cache != null) {
			stages.add((next) -> new CacheFilter(cache, next));
		}

		// ends the call's time, head and body; above retry, whose waits and repeats
		// spend it
		stages.add((next) -> new DeadlineFilter(plan.callTimeout(), Duration.ZERO, client.time(), next));

		// above all that may fail for a moment
		if (plan.settings().retry().enabled()) {
			stages.add((next) -> new RetryFilter(plan, next));
		}

		// one operator that asks the guards in and tells them the outcome, exactly once
		stages.add((next) -> new AttemptFilter(client, client.plugins().isEmpty() && cache == null, plan.observer(),
				next, guards(plan)));

		// next to the wire: signing, token refresh, chaos; with what belongs to the
		// attempt on the thread
		if (!client.plugins().isEmpty()) {
			stages.add((next) -> (request, subscriber) -> ThreadLocals.of(subscriber.currentContext(),
					() -> next.send(request, subscriber)));
		}
		client.plugins().forEach((plugin) -> stages.add((next) -> guarded(plugin::aroundAttempt, next)));

		return chain(stages);
	}

	private static Guard[] guards(ClientPlan plan) {
		WrappedClient client = plan.client();
		List<Guard> guards = new ArrayList<>();
		// before the limits: an open circuit spends no quota and takes no place
		CircuitBreakers breakers = plan.breakers();
		if (breakers != null) {
			guards.add(new BreakerGuard(breakers));
		}
		// before our own limits: what the remote would not take costs no token
		QuotaGuard quotas = plan.quotas();
		if (quotas != null) {
			guards.add(quotas);
		}
		// per request sent, as the remote counts them
		RateLimitGuard limits = plan.limits();
		if (limits != null) {
			guards.add(limits);
		}
		// after every other wait: a place means that bytes may be on the wire
		Bulkhead bulkhead = plan.bulkhead();
		if (bulkhead != null) {
			guards.add(new BulkheadGuard(bulkhead, client));
		}
		// last in: its time starts when all have let the attempt in, and a timeout is a
		// failure that the breaker hears
		Duration timeout = plan.settings().timeout().attempt();
		if (!timeout.isZero()) {
			guards.add(new AttemptTimeoutGuard(timeout, client.time().timer()));
		}
		return guards.toArray(Guard[]::new);
	}

	/**
	 * User code that throws looks like user code that returns an error, to all stages.
	 */
	private static Stage guarded(ExchangeFilterFunction plugin, Stage next) {
		return (request, subscriber) -> Fatal.defer(() -> plugin.filter(request, next::mono)).subscribe(subscriber);
	}

	/**
	 * Strings the stages together once for all calls of a plan: the last one finds what
	 * to hand the request to in the {@link Exchange}.
	 */
	private static Stage chain(List<UnaryOperator<Stage>> stages) {
		Stage next = ClientPipeline::sendToWire;
		for (int i = stages.size() - 1; i >= 0; i--) {
			next = stages.get(i).apply(next);
		}
		return next;
	}

	private static void sendToWire(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		Mono<ClientResponse> response;
		try {
			Exchange exchange = Exchange.require(request);
			ClientWire instead = exchange.client.wire();
			response = (instead != null) ? scripted(instead, exchange, request) : exchange.wire.exchange(request);
		}
		catch (Throwable ex) {
			Fatal.rethrow(ex);
			response = Mono.error(ex);
		}
		response.subscribe(subscriber);
	}

	/** Looks to callers, messages and observations as if it had come from the network. */
	private static Mono<ClientResponse> scripted(ClientWire wire, Exchange exchange, ClientRequest request) {
		return Mono
			.deferContextual((context) -> Fatal.defer(() -> wire.send(exchange.client(), request)).map((response) -> {
				ClientResponse answer = response.mutate().request(new StoredClientResponse.Request(request)).build();
				Observed.response(context, answer);
				return answer;
			}));
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return this.call.filter(request, next);
	}

}
