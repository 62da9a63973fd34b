package io.httpwrapper.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.httpwrapper.pipeline.attempt.AttemptFilter;
import io.httpwrapper.pipeline.attempt.BreakerGuard;
import io.httpwrapper.pipeline.attempt.BulkheadGuard;
import io.httpwrapper.pipeline.attempt.Guard;
import io.httpwrapper.pipeline.caching.CacheFilter;
import io.httpwrapper.pipeline.caching.ClientCache;
import io.httpwrapper.pipeline.call.CallObservation;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.Judge;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.pipeline.call.ThreadLocals;
import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.pipeline.plugin.FallbackFilter;
import io.httpwrapper.pipeline.retry.RetryFilter;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.ClientWire;
import io.httpwrapper.response.StoredClientResponse;
import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * The client, as the ordered list of the stages that each call goes through. The order is
 * the design: each line says why it stands where it does.
 */
final class ClientPipeline {

	private ClientPipeline() {
	}

	/** The list. Returns its first stage. */
	static Stage stages(ClientPlan plan) {
		ClientParts parts = plan.parts();
		ClientCore core = parts.core();
		ClientSettings settings = plan.settings();
		Judge judge = plan.judge();
		List<ClientPlugin> plugins = parts.plugins();
		List<UnaryOperator<Stage>> stages = new ArrayList<>();

		// stops plugins and fallbacks that never finish; later than the call's own
		// deadline, after which a fallback may still answer
		if (!plugins.isEmpty() || plan.hasFallback()) {
			stages.add((next) -> new DeadlineFilter(true, next));
		}

		// once per call, however many attempts follow
		plugins.forEach((plugin) -> stages.add((next) -> guarded(plugin::aroundCall, next)));

		// above every stage that may fail; plugins see its response as the caller does
		if (plan.hasFallback()) {
			stages.add((next) -> new FallbackFilter(core, settings.fallback(), judge, parts.fallback(),
					parts.strategies(), next));
		}

		// a hit costs nothing below; above the deadline, so that a stale answer can
		// replace any failure below, a timeout included
		ClientCache cache = plan.kernels().cache();
		if (cache != null) {
			stages.add((next) -> new CacheFilter(cache, next));
		}

		// ends the call before or after the response headers; above retry, because pauses
		// and attempts count against the deadline
		stages.add((next) -> new DeadlineFilter(false, next));

		// above every stage whose failures may be transient
		if (settings.retry().enabled()) {
			stages
				.add((next) -> new RetryFilter(core, settings.retry(), plan.retryRules(), judge, parts.budget(), next));
		}

		// asks the guards to let the attempt in, measures it, and tells the guards its
		// outcome once
		stages.add((next) -> new AttemptFilter(core, settings, judge, guards(plan), plan.observer(), next));

		// next to the wire: signing, token refresh, chaos; on a thread with the thread
		// locals of the attempt
		if (!plugins.isEmpty()) {
			stages.add((next) -> (request, subscriber) -> ThreadLocals.of(subscriber.currentContext(),
					() -> next.send(request, subscriber)));
		}
		plugins.forEach((plugin) -> stages.add((next) -> guarded(plugin::aroundAttempt, next)));

		return chain(stages, (request, subscriber) -> sendToWire(parts.wire(), request, subscriber));
	}

	private static List<Guard> guards(ClientPlan plan) {
		ClientPlan.Kernels kernels = plan.kernels();
		List<Guard> guards = new ArrayList<>();
		// before the limits: an attempt that an open circuit refuses takes no token and
		// no permit
		if (kernels.breakers() != null) {
			guards.add(new BreakerGuard(kernels.breakers()));
		}
		// before the client's own limits: a request that the remote would refuse takes no
		// token
		if (kernels.quotas() != null) {
			guards.add(kernels.quotas());
		}
		// once per request that is sent, because the remote counts them like this
		if (kernels.limits() != null) {
			guards.add(kernels.limits());
		}
		// after all other waits: a permit means that bytes may be on the wire
		if (kernels.bulkhead() != null) {
			guards.add(new BulkheadGuard(kernels.bulkhead(), plan.parts().core()));
		}
		return guards;
	}

	/**
	 * Turns an exception that user code throws into an error signal, so that stages see
	 * only the latter.
	 */
	private static Stage guarded(ExchangeFilterFunction plugin, Stage next) {
		return (request, subscriber) -> UserCode.defer(() -> plugin.filter(request, next::mono)).subscribe(subscriber);
	}

	/** Connects the stages, once for all calls of a plan. */
	private static Stage chain(List<UnaryOperator<Stage>> stages, Stage last) {
		Stage next = last;
		for (int i = stages.size() - 1; i >= 0; i--) {
			next = stages.get(i).apply(next);
		}
		return next;
	}

	/**
	 * @param instead receives the request instead of the connector, or null
	 */
	private static void sendToWire(@Nullable ClientWire instead, ClientRequest request,
			CoreSubscriber<? super ClientResponse> subscriber) {
		Mono<ClientResponse> response;
		try {
			CallRequest call = CallRequest.require(request);
			response = (instead != null) ? scripted(instead, call.client(), request) : call.wire().exchange(request);
		}
		catch (Throwable ex) {
			UserCode.rethrowFatal(ex);
			response = Mono.error(ex);
		}
		response.subscribe(subscriber);
	}

	/**
	 * Callers, messages and observations see this response as if it had come from the
	 * network.
	 */
	private static Mono<ClientResponse> scripted(ClientWire wire, String client, ClientRequest request) {
		return Mono.deferContextual((context) -> UserCode.defer(() -> wire.send(client, request)).map((response) -> {
			ClientResponse answer = response.mutate().request(new StoredClientResponse.Request(request)).build();
			CallObservation.response(context, answer);
			return answer;
		}));
	}

}
