package io.httpwrapper.autoconfigure.client;

import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.blocking.PipelineRequestFactory;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;

import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Makes what blocking callers send their requests with. Injectable, for a
 * {@code RestTemplate} or whatever else takes a request factory. Thread-safe.
 */
public final class ClientRequestFactories {

	private final ClientRegistry clients;

	private final Connectors connectors;

	public ClientRequestFactories(ClientRegistry clients, Connectors connectors) {
		this.clients = clients;
		this.connectors = connectors;
	}

	/**
	 * The request factory of a client: its pipeline, over the connections that its
	 * {@code WebClient} uses.
	 * @param name name of the client
	 * @throws IllegalArgumentException if there is no such client
	 */
	public ClientHttpRequestFactory of(String name) {
		WrappedClient client = this.clients.get(name);
		return new PipelineRequestFactory(client, this.connectors.create(name, client.settings()));
	}

}
