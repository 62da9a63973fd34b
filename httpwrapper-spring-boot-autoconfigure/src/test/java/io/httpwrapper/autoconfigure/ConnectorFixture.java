package io.httpwrapper.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.httpwrapper.pipeline.ClientSettings;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Makes connectors as the application does, for tests of the engines.
 */
public final class ConnectorFixture {

	private ConnectorFixture() {
	}

	public static ClientSettings settings(Map<String, String> properties) {
		TestEnvironment environment = new TestEnvironment();
		Map<String, Object> source = new HashMap<>();
		properties.forEach((path, value) -> source.put("httpwrapper.clients.orders." + path, value));
		environment.getPropertySources().addFirst(new MapPropertySource("test", source));
		return environment.binder().bind("orders");
	}

	public static ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, EngineTuning tuning,
			String client, ClientSettings settings) {
		return new Connectors((name) -> null, builder, HttpClientSettings.defaults(), null, List.of(tuning))
			.create(client, settings);
	}

}
