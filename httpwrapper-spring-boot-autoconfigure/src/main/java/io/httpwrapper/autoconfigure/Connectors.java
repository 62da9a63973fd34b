package io.httpwrapper.autoconfigure;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.httpwrapper.pipeline.ClientSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Makes the connector of each client, unless the application has one for it: from Boot's
 * builder, with what the client's settings say about connections.
 */
final class Connectors implements Closeable {

	private static final Log logger = LogFactory.getLog(Connectors.class);

	private final OwnConnectors own;

	private final ClientHttpConnectorBuilder<?> builder;

	private final HttpClientSettings base;

	private final @Nullable SslBundles sslBundles;

	private final List<EngineTuning> tunings;

	private final Map<String, ClientHttpConnector> shared = new ConcurrentHashMap<>();

	private final List<Closeable> made = new CopyOnWriteArrayList<>();

	/**
	 * Creates the maker of connectors.
	 * @param own finds the application's connectors
	 * @param builder the builder of Boot, or the application's
	 * @param base what {@code spring.http.clients.*} says; its address filter, cookie
	 * handling and SSL bundle apply where the client's settings say nothing
	 * @param sslBundles the bundles there are, or null if Boot knows none
	 * @param tunings fit the builder to the client
	 */
	Connectors(OwnConnectors own, ClientHttpConnectorBuilder<?> builder, HttpClientSettings base,
			@Nullable SslBundles sslBundles, List<EngineTuning> tunings) {
		this.own = own;
		this.builder = builder;
		this.base = base;
		this.sslBundles = sslBundles;
		this.tunings = tunings;
	}

	/**
	 * The connector of a client, the same each time: the application's, or one made for
	 * it.
	 * @param client name of the client
	 * @param settings its settings
	 * @throws InvalidClientConfigurationException if the SSL bundle is unknown
	 */
	ClientHttpConnector create(String client, ClientSettings settings) {
		return this.shared.computeIfAbsent(client, (name) -> make(name, settings, HttpClientSettings.defaults()));
	}

	/**
	 * A connector for some of a client's calls.
	 * @param first goes before what the client's settings say
	 */
	ClientHttpConnector createOther(String client, ClientSettings settings, HttpClientSettings first) {
		return make(client, settings, first);
	}

	private ClientHttpConnector make(String client, ClientSettings settings, HttpClientSettings first) {
		ClientHttpConnector own = this.own.find(client);
		if (own != null) {
			logger.debug("Client '" + client + "' uses the application's connector: timeout.connect, timeout.read,"
					+ " pool.* and connection.* do not apply");
			return own;
		}
		ClientHttpConnectorBuilder<?> tuned = this.builder;
		for (EngineTuning tuning : this.tunings) {
			tuned = tuning.tune(tuned, client, settings);
		}
		ClientHttpConnector connector = tuned.build(first.orElse(settings(client, settings)));
		if (connector instanceof Closeable closeable) {
			this.made.add(closeable);
		}
		return connector;
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
		if (this.sslBundles == null) {
			throw unknownBundle(client, name, List.of(), null);
		}
		try {
			return this.sslBundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw unknownBundle(client, name, this.sslBundles.getBundleNames(), ex);
		}
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

	@Override
	public void close() throws IOException {
		for (Closeable connector : this.made) {
			connector.close();
		}
	}

	/** Finds the application's own connectors. */
	@FunctionalInterface
	interface OwnConnectors {

		/** The connector of a client, or null if the application has none for it. */
		@Nullable ClientHttpConnector find(String client);

	}

}
