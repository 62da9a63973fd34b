package io.httpwrapper.autoconfigure.client;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.httpwrapper.autoconfigure.binding.ConfigurationNames;
import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.blocking.PipelineRequestFactory;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientProperties;
import org.springframework.boot.http.client.autoconfigure.HttpClientSettingsPropertyMapper;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.Ordered;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.HttpServiceGroupConfigurer.Groups;

/**
 * Connects each group of {@code @HttpExchange} interfaces to the client of the same name.
 * {@code spring.http.serviceclient.<group>.*} takes precedence over the client's
 * settings. A group with connection properties of its own has its own connector; any
 * other shares the client's.
 */
public final class ServiceGroups {

	/**
	 * Runs before Boot's configurer, so that the group's base URL replaces the client's.
	 */
	private static final int FIRST = Ordered.HIGHEST_PRECEDENCE;

	/**
	 * Runs after all others: Boot's configurer sets a connector, and the pipeline has to
	 * be the last filter.
	 */
	private static final int LAST = Ordered.LOWEST_PRECEDENCE;

	private final ClientRegistry clients;

	private final Connectors connectors;

	private final @Nullable HttpServiceClientProperties properties;

	private final HttpClientSettingsPropertyMapper mapper;

	public ServiceGroups(ClientRegistry clients, Connectors connectors,
			@Nullable HttpServiceClientProperties properties, @Nullable SslBundles sslBundles) {
		this.clients = clients;
		this.connectors = connectors;
		this.properties = properties;
		this.mapper = new HttpClientSettingsPropertyMapper(sslBundles, HttpClientSettings.defaults());
	}

	public WebClientHttpServiceGroupConfigurer webClientAddresses() {
		return new WebClientGroups(FIRST,
				(groups) -> forEach(groups, (client, builder) -> baseUrl(client, builder::baseUrl)));
	}

	public WebClientHttpServiceGroupConfigurer webClientPipelines() {
		return new WebClientGroups(LAST,
				(groups) -> forEach(groups, (client, builder) -> builder.clientConnector(connector(client))
					.filters((filters) -> filters.add(client.pipeline()))));
	}

	public RestClientHttpServiceGroupConfigurer restClientAddresses() {
		return new RestClientGroups(FIRST,
				(groups) -> forEach(groups, (client, builder) -> baseUrl(client, builder::baseUrl)));
	}

	public RestClientHttpServiceGroupConfigurer restClientPipelines() {
		return new RestClientGroups(LAST, (groups) -> forEach(groups,
				(client, builder) -> builder.requestFactory(new PipelineRequestFactory(client, connector(client)))));
	}

	private <B> void forEach(Groups<B> groups, BiConsumer<WrappedClient, B> action) {
		groups.forEachClient((group, builder) -> this.clients.all()
			.stream()
			.filter((client) -> client.name().equals(group.name())
					&& !group.name().equals(ConfigurationNames.DEFAULT_CLIENT))
			.forEach((client) -> action.accept(client, builder)));
	}

	private static void baseUrl(WrappedClient client, Consumer<String> target) {
		if (client.settings().baseUrl() != null) {
			target.accept(client.settings().baseUrl().toString());
		}
	}

	private ClientHttpConnector connector(WrappedClient client) {
		HttpClientProperties group = (this.properties != null) ? this.properties.get(client.name()) : null;
		if (group == null || this.mapper.map(group).equals(HttpClientSettings.defaults())) {
			return this.connectors.create(client.name(), client.settings());
		}
		return this.connectors.createOther(client.name(), client.settings(), () -> this.mapper.map(group),
				group.getSsl().getBundle());
	}

	private record WebClientGroups(int order,
			Consumer<Groups<WebClient.Builder>> action) implements WebClientHttpServiceGroupConfigurer {

		@Override
		public void configureGroups(Groups<WebClient.Builder> groups) {
			this.action.accept(groups);
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	private record RestClientGroups(int order,
			Consumer<Groups<RestClient.Builder>> action) implements RestClientHttpServiceGroupConfigurer {

		@Override
		public void configureGroups(Groups<RestClient.Builder> groups) {
			this.action.accept(groups);
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

}
