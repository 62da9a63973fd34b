package io.httpwrapper.test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.httpwrapper.client.ClientRegistry;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * The remotes of all clients, each a script of its own. Thread-safe.
 */
public final class Upstreams {

	private final Scheduler scheduler;

	private final ExchangeStrategies strategies;

	private final Supplier<ClientRegistry> clients;

	private final Map<String, ScriptedUpstream> byClient = new ConcurrentHashMap<>();

	Upstreams(Scheduler scheduler, ExchangeStrategies strategies, Supplier<ClientRegistry> clients) {
		this.scheduler = scheduler;
		this.strategies = strategies;
		this.clients = clients;
	}

	/**
	 * The remote of a client.
	 * @param client name of the client; {@code default} for the one without a name
	 * @throws IllegalArgumentException if there is no client of that name
	 */
	public ScriptedUpstream of(String client) {
		this.clients.get().get(client);
		return scripted(client);
	}

	private ScriptedUpstream scripted(String client) {
		return this.byClient.computeIfAbsent(client,
				(name) -> new ScriptedUpstream(name, this.scheduler, this.strategies));
	}

	Mono<ClientResponse> send(String client, ClientRequest request) {
		return scripted(client).send(request);
	}

	void reset() {
		this.byClient.values().forEach(ScriptedUpstream::reset);
	}

}
