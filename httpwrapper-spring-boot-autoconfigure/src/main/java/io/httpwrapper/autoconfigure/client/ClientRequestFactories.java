package io.httpwrapper.autoconfigure.client;

import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.blocking.PipelineRequestFactory;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;

import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Creates request factories for blocking callers. Applications inject it to build a
 * {@code RestTemplate}, or any other client that takes a request factory. Thread-safe.
 */
public final class ClientRequestFactories {

	private final ClientRegistry clients;

	private final Connectors connectors;

	public ClientRequestFactories(ClientRegistry clients, Connectors connectors) {
		this.clients = clients;
		this.connectors = connectors;
	}

	/**
	 * Creates the request factory of a client. It uses the client's pipeline, and shares
	 * connections with the client's {@code WebClient}.
	 * @param name name of the client
	 * @throws IllegalArgumentException if there is no such client
	 */
	public ClientHttpRequestFactory of(String name) {
		WrappedClient client = this.clients.get(name);
		return new PipelineRequestFactory(client, this.connectors.create(name, client.settings()));
	}

}
