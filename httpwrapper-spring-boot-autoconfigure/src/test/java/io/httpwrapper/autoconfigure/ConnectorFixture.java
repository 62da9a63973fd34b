package io.httpwrapper.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.httpwrapper.autoconfigure.binding.TestEnvironment;
import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.connector.EngineChoice;
import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundles;
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

	public static ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, Engine engine, String client,
			ClientSettings settings) {
		return connectors(builder, engine, HttpClientSettings.defaults(), null).create(client, settings);
	}

	static Connectors connectors(Engine engine, @Nullable SslBundles sslBundles) {
		return connectors(engine.builder(), engine, HttpClientSettings.defaults(), sslBundles);
	}

	static Connectors connectors(Engine engine, HttpClientSettings base) {
		return connectors(engine.builder(), engine, base, null);
	}

	private static Connectors connectors(ClientHttpConnectorBuilder<?> builder, Engine engine, HttpClientSettings base,
			@Nullable SslBundles sslBundles) {
		return new Connectors((name) -> null, new EngineChoice(builder, List.of(engine), UnaryOperator.identity()),
				base, null, sslBundles);
	}

}
