package io.httpwrapper.autoconfigure.client;

import java.net.URI;

import io.httpwrapper.client.ClientRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.client.RestClient;

/**
 * Creates the {@code RestClient} of a client. It is built from a copy of Boot's builder,
 * so that the application's customizers and message converters apply. The copy leaves a
 * builder that the application shares unchanged.
 *
 * @param clients all clients
 * @param builders Boot's builder, or the application's
 * @param factories makes the request factory of each client
 */
public record RestClients(ClientRegistry clients, ObjectProvider<RestClient.Builder> builders,
		ClientRequestFactories factories) {

	public RestClient create(String name) {
		RestClient.Builder builder = this.builders.getIfAvailable(RestClient::builder)
			.clone()
			.requestFactory(this.factories.of(name));
		URI baseUrl = this.clients.get(name).settings().baseUrl();
		if (baseUrl != null) {
			builder.baseUrl(baseUrl);
		}
		return builder.build();
	}

}
