package io.httpwrapper.autoconfigure.client;

import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Creates the {@code WebClient} of a client. It is built from a copy of Boot's builder,
 * so that the application's customizers and codecs apply. The copy leaves a builder that
 * the application shares unchanged.
 *
 * @param clients all clients
 * @param builders Boot's builder, or the application's
 * @param connectors makes the connector of each client
 */
public record WebClients(ClientRegistry clients, ObjectProvider<WebClient.Builder> builders, Connectors connectors) {

	public WebClient create(String name) {
		WrappedClient client = this.clients.get(name);
		WebClient.Builder builder = this.builders.getIfAvailable(WebClient::builder)
			.clone()
			.clientConnector(this.connectors.create(name, client.settings()));
		if (client.settings().baseUrl() != null) {
			builder.baseUrl(client.settings().baseUrl().toString());
		}
		// the last filter is the innermost one: the application's filters change the
		// request before the pipeline sees it, and run once per call
		return builder.filters((filters) -> filters.add(client.pipeline())).build();
	}

}
