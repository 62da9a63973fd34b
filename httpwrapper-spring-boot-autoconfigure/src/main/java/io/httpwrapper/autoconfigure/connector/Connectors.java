package io.httpwrapper.autoconfigure.connector;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.connector.Closeables;
import io.httpwrapper.connector.RedirectingConnector;
import io.httpwrapper.connector.RenewableConnector;
import io.httpwrapper.settings.ClientSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpCookieHandling;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Creates the connector of each client: with Boot's builder and the client's connection
 * settings, or from the application's own bean.
 */
public final class Connectors implements Closeable {

	/** About 24 days: some engines hold milliseconds in an int. */
	private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

	private static final Log logger = LogFactory.getLog(Connectors.class);

	private final OwnConnectors own;

	private final EngineChoice engines;

	private final HttpClientSettings base;

	private final @Nullable String baseBundle;

	private final @Nullable SslBundles sslBundles;

	private final Map<String, ClientHttpConnector> shared = new ConcurrentHashMap<>();

	private final List<Closeable> made = new CopyOnWriteArrayList<>();

	/**
	 * Creates the factory.
	 * @param own finds the application's connectors
	 * @param engines finds the engine of a client
	 * @param base what {@code spring.http.clients.*} says; its address filter, cookie
	 * handling and SSL bundle apply where the client's settings say nothing
	 * @param baseBundle what {@code spring.http.clients.ssl.bundle} says
	 * @param sslBundles the bundles there are, or null if Boot knows none
	 */
	public Connectors(OwnConnectors own, EngineChoice engines, HttpClientSettings base, @Nullable String baseBundle,
			@Nullable SslBundles sslBundles) {
		this.own = own;
		this.engines = engines;
		this.base = base;
		this.baseBundle = followed(baseBundle, base, sslBundles);
		this.sslBundles = sslBundles;
	}

	/**
	 * Returns the connector of a client: the application's, or one that is created at the
	 * first call and then reused.
	 * @param client name of the client
	 * @param settings its settings
	 * @throws InvalidClientConfigurationException if the SSL bundle is unknown, or the
	 * engine is not there or cannot do what the settings say
	 */
	public ClientHttpConnector create(String client, ClientSettings settings) {
		return this.shared.computeIfAbsent(client,
				(name) -> make(name, settings, HttpClientSettings::defaults, bundle(settings)));
	}

	/**
	 * Creates another connector for some of a client's calls.
	 * @param first goes before what the client's settings say; asked again when the SSL
	 * bundle has changed
	 * @param bundle name of the SSL bundle in {@code first}, or null if that is the
	 * client's
	 */
	public ClientHttpConnector createOther(String client, ClientSettings settings, Supplier<HttpClientSettings> first,
			@Nullable String bundle) {
		return make(client, settings, first, (bundle != null) ? bundle : bundle(settings));
	}

	private ClientHttpConnector make(String client, ClientSettings settings, Supplier<HttpClientSettings> first,
			@Nullable String bundle) {
		ClientHttpConnector own = this.own.find(client);
		if (own != null) {
			logger.debug("Client '" + client + "' uses the application's connector: timeout.connect, timeout.read,"
					+ " pool.*, connection.* and backend do not apply");
			return own;
		}
		boolean follow = settings.connection().followRedirects();
		HttpRedirects redirects = first.get().redirects();
		if (redirects != null) {
			follow = redirects != HttpRedirects.DONT_FOLLOW;
		}
		ClientHttpConnector connector = renewable(client, bundle, () -> engine(client, settings, first.get()));
		if (connector instanceof Closeable closeable) {
			this.made.add(closeable);
		}
		return follow ? new RedirectingConnector(connector) : connector;
	}

	private ClientHttpConnector engine(String client, ClientSettings settings, HttpClientSettings first) {
		HttpClientSettings http = first.orElse(settings(client, settings)).withRedirects(HttpRedirects.DONT_FOLLOW);
		if (http.sslBundle() != null) {
			// engines look at it late: material that cannot be read is to fail the start
			http.sslBundle().createSslContext();
		}
		return this.engines.connector(new ConnectorSpec(client, settings,
				http.withTimeouts(countable(http.connectTimeout()), countable(http.readTimeout()))));
	}

	private static @Nullable Duration countable(@Nullable Duration timeout) {
		return (timeout == null || timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST;
	}

	private ClientHttpConnector renewable(String client, @Nullable String bundle, Supplier<ClientHttpConnector> maker) {
		if (bundle == null || this.sslBundles == null) {
			return maker.get();
		}
		RenewableConnector connector = new RenewableConnector(maker);
		this.sslBundles.addBundleUpdateHandler(bundle, (updated) -> renew(client, bundle, connector));
		return connector;
	}

	private static void renew(String client, String bundle, RenewableConnector connector) {
		try {
			connector.renew();
			logger.info("Client '" + client + "': SSL bundle " + bundle + " has changed, new connections use it");
		}
		catch (RuntimeException ex) {
			logger.warn("Client '" + client + "': SSL bundle " + bundle + " has changed and cannot be used, the old one"
					+ " stays", ex);
		}
	}

	private HttpClientSettings settings(String client, ClientSettings settings) {
		Duration read = settings.timeout().read();
		HttpClientSettings mapped = this.base.withTimeouts(settings.timeout().connect(), read.isZero() ? null : read);
		if (mapped.cookieHandling() == null) {
			// some engines keep cookies unless told otherwise: one user's would go with
			// another's request
			mapped = mapped.withCookieHandling(HttpCookieHandling.DISABLE);
		}
		if (settings.connection().ssrfProtection()) {
			InetAddressFilter external = InetAddressFilter.externalAddresses();
			mapped = mapped.withInetAddressFilter(
					(mapped.inetAddressFilter() != null) ? mapped.inetAddressFilter().and(external) : external);
		}
		String bundle = bundle(settings);
		return (bundle != null) ? mapped.withSslBundle(bundle(client, bundle)) : mapped;
	}

	/**
	 * The application's own {@link HttpClientSettings} may have another bundle, or none.
	 */
	private static @Nullable String followed(@Nullable String bundle, HttpClientSettings base,
			@Nullable SslBundles sslBundles) {
		return (bundle != null && sslBundles != null && sslBundles.getBundleNames().contains(bundle)
				&& sslBundles.getBundle(bundle) == base.sslBundle()) ? bundle : null;
	}

	private @Nullable String bundle(ClientSettings settings) {
		String own = settings.connection().sslBundle();
		return (own != null) ? own : this.baseBundle;
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
		Closeables.closeAll(this.made);
	}

	/** Finds the application's own connectors. */
	@FunctionalInterface
	public interface OwnConnectors {

		/** The connector of a client, or null if the application has none for it. */
		@Nullable ClientHttpConnector find(String client);

	}

}
