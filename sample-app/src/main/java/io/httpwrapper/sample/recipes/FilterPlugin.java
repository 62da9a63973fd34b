package io.httpwrapper.sample.recipes;

import java.util.Set;

import io.httpwrapper.plugin.ClientPlugin;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * A recipe for a filter that there is already: as a plugin it is for whatever goes
 * through the named clients, {@code RestClient} and interfaces included, and can stand
 * next to the wire. Make it a bean.
 */
public final class FilterPlugin implements ClientPlugin {

	private final ExchangeFilterFunction filter;

	private final boolean eachAttempt;

	private final Set<String> clients;

	/**
	 * @param filter makes what it changes from the request that it is given
	 * @param eachAttempt whether it is for each attempt (signing, tokens) instead of once
	 * for each call
	 * @param clients names of the clients that it is for; none for all
	 */
	public FilterPlugin(ExchangeFilterFunction filter, boolean eachAttempt, String... clients) {
		this.filter = filter;
		this.eachAttempt = eachAttempt;
		this.clients = Set.of(clients);
	}

	@Override
	public boolean appliesTo(String client) {
		return this.clients.isEmpty() || this.clients.contains(client);
	}

	@Override
	public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
		return this.eachAttempt ? next.exchange(request) : this.filter.filter(request, next);
	}

	@Override
	public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
		return this.eachAttempt ? this.filter.filter(request, next) : next.exchange(request);
	}

}
