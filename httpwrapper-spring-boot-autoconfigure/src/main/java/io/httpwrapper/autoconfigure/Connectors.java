package io.httpwrapper.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.httpwrapper.pipeline.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Makes the connector of each client: Boot's builder, with what the client's settings say
 * about connections.
 *
 * @param builder Boot's builder, or the application's
 * @param base what {@code spring.http.clients.*} says; its address filter, cookie
 * handling and SSL bundle apply where the client's settings say nothing
 * @param sslBundles the bundles there are, or null if Boot knows none
 * @param tunings fit the builder to the client
 */
record Connectors(ClientHttpConnectorBuilder<?> builder, HttpClientSettings base, @Nullable SslBundles sslBundles,
		List<EngineTuning> tunings) {

	/**
	 * A new connector.
	 * @param client name of the client
	 * @param settings its settings
	 * @throws InvalidClientConfigurationException if the SSL bundle is unknown
	 */
	ClientHttpConnector create(String client, ClientSettings settings) {
		ClientHttpConnectorBuilder<?> tuned = this.builder;
		for (EngineTuning tuning : this.tunings) {
			tuned = tuning.tune(tuned, client, settings);
		}
		return tuned.build(settings(client, settings));
	}

	private HttpClientSettings settings(String client, ClientSettings settings) {
		Duration read = settings.timeout().read();
		HttpClientSettings mapped = this.base.withTimeouts(settings.timeout().connect(), read.isZero() ? null : read)
			.withRedirects(settings.connection().followRedirects() ? HttpRedirects.FOLLOW_WHEN_POSSIBLE
					: HttpRedirects.DONT_FOLLOW);
		String bundle = settings.connection().sslBundle();
		return (bundle != null) ? mapped.withSslBundle(bundle(client, bundle)) : mapped;
	}

	private SslBundle bundle(String client, String name) {
		List<String> known = (this.sslBundles != null) ? this.sslBundles.getBundleNames() : List.of();
		try {
			if (this.sslBundles != null) {
				return this.sslBundles.getBundle(name);
			}
		}
		catch (NoSuchSslBundleException ex) {
			throw unknownBundle(client, name, known, ex);
		}
		throw unknownBundle(client, name, known, null);
	}

	private static InvalidClientConfigurationException unknownBundle(String client, String name, List<String> known,
			@Nullable Throwable cause) {
		return new InvalidClientConfigurationException(
				"Client '%s' has connection.ssl-bundle = %s, but there is no such SSL bundle. There are: %s."
					.formatted(client, name, known),
				"Define spring.ssl.bundle.pem.%s.* or spring.ssl.bundle.jks.%s.*, or name one that there is."
					.formatted(name, name),
				cause);
	}

}
