package io.httpwrapper.autoconfigure.jdk;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLParameters;

import io.httpwrapper.autoconfigure.connector.ConnectorSpec;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.connector.EngineConnector;
import io.httpwrapper.autoconfigure.connector.ProxyRoutes;
import io.httpwrapper.settings.Backend;
import io.httpwrapper.settings.HttpVersion;
import io.httpwrapper.settings.ProxySettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;

/**
 * The engine for the JDK's client. Its pool and its resends can only be configured for
 * the whole JVM ({@code jdk.httpclient.*}).
 */
final class JdkEngine implements Engine {

	private static final Log logger = LogFactory.getLog(JdkEngine.class);

	/** Reactor's {@code Hooks.KEY_ON_ERROR_DROPPED}. */
	private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

	private static final String NO_POOL = "The JDK's pool has no limits for one client: bulkhead.max-concurrent limits what is under way.";

	private static final String JVM_POOL = "The JDK's pool is the same for the whole JVM: start it with -Djdk.httpclient.keepalive.timeout.";

	private static final String JVM_DNS = "The JVM keeps addresses: set the security property networkaddress.cache.ttl.";

	@Override
	public Backend backend() {
		return Backend.JDK;
	}

	@Override
	public JdkClientHttpConnectorBuilder builder() {
		return ClientHttpConnectorBuilder.jdk();
	}

	@Override
	public boolean builds(ClientHttpConnectorBuilder<?> builder) {
		return builder instanceof JdkClientHttpConnectorBuilder;
	}

	@Override
	public ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, ConnectorSpec spec) {
		check(spec);
		JdkClientHttpConnectorBuilder fitted = ((JdkClientHttpConnectorBuilder) builder)
			.withHttpClientCustomizer((engine) -> fit(engine, spec));
		ProxySettings proxy = spec.settings().connection().proxy();
		JdkClientHttpConnectorBuilder routed = proxy.isSet() ? fitted.withProxySelector(new ProxyRoutes(proxy))
				: fitted;
		// its read timeout is one to the response's head, which the pipeline's own is
		return new EngineConnector(() -> quiet(known(proxy, routed.build(spec.http().withReadTimeout(null)))), () -> {
			// ends its thread itself when it is not used any more
		});
	}

	private static void fit(HttpClient.Builder engine, ConnectorSpec spec) {
		if (spec.settings().connection().httpVersion() != HttpVersion.HTTP_2) {
			engine.version(HttpClient.Version.HTTP_1_1);
			return;
		}
		engine.version(HttpClient.Version.HTTP_2);
		SslBundle bundle = spec.http().sslBundle();
		if (bundle != null) {
			// with Boot's, which name no protocol, it does not offer HTTP/2 in the
			// handshake
			SSLParameters parameters = bundle.createSslContext().getDefaultSSLParameters();
			SslOptions options = bundle.getOptions();
			if (options.getCiphers() != null) {
				parameters.setCipherSuites(options.getCiphers());
			}
			if (options.getEnabledProtocols() != null) {
				parameters.setProtocols(options.getEnabledProtocols());
			}
			engine.sslParameters(parameters);
		}
	}

	private void check(ConnectorSpec spec) {
		spec.refuse(backend(), "timeout.read",
				"The JDK's client cannot watch a body for silence: timeout.attempt limits the time to the head and timeout.call that to the body's end.");
		for (String path : List.of("pool.max-connections", "pool.max-pending", "pool.acquire-timeout", "pool.lifo",
				"pool.metrics")) {
			spec.refuse(backend(), path, NO_POOL);
		}
		for (String path : List.of("pool.max-idle", "pool.max-life")) {
			spec.refuse(backend(), path, JVM_POOL);
		}
		for (String path : List.of("connection.dns.max-ttl", "connection.dns.negative-ttl",
				"connection.dns.query-timeout")) {
			spec.refuse(backend(), path, JVM_DNS);
		}
		if (spec.settings().connection().proxy().username() != null && !isBasicAllowedInTunnels()) {
			throw spec.unable(backend(), "connection.proxy.username",
					String.valueOf(spec.settings().connection().proxy().username()),
					"The JDK sends no password to a proxy that it asks for a tunnel: start the JVM with -Djdk.http.auth.tunneling.disabledSchemes= (nothing after the equals sign).");
		}
	}

	/** As the JDK's own default, of conf/net.properties. */
	private static boolean isBasicAllowedInTunnels() {
		String disabled = Objects.requireNonNullElse(System.getProperty("jdk.http.auth.tunneling.disabledSchemes"),
				"Basic");
		return Arrays.stream(disabled.split(",")).noneMatch((scheme) -> scheme.trim().equalsIgnoreCase("basic"));
	}

	/** Reactor would log the end of each exchange that is cancelled as an error. */
	private static ClientHttpConnector quiet(ClientHttpConnector connector) {
		Consumer<Throwable> dropped = (error) -> logger.debug("Dropped after its caller left", error);
		return (method, uri, callback) -> connector.connect(method, uri, callback)
			.contextWrite((context) -> context.put(ON_ERROR_DROPPED, dropped));
	}

	/** An authenticator would make errors of the remote's own 401 responses. */
	private static ClientHttpConnector known(ProxySettings proxy, ClientHttpConnector connector) {
		if (proxy.username() == null || proxy.password() == null) {
			return connector;
		}
		String credentials = "Basic " + Base64.getEncoder()
			.encodeToString((proxy.username() + ":" + proxy.password().reveal()).getBytes(StandardCharsets.UTF_8));
		return (method, uri, callback) -> connector.connect(method, uri, (request) -> {
			if (!proxy.isFor(uri.getHost())) {
				return callback.apply(request);
			}
			request.getHeaders().set(HttpHeaders.PROXY_AUTHORIZATION, credentials);
			return callback.apply(new ProxyRequest(request, credentials));
		});
	}

	/** Keeps who we are to the proxy where a redirect takes credentials away. */
	private static final class ProxyRequest extends ClientHttpRequestDecorator {

		private final String credentials;

		ProxyRequest(ClientHttpRequest request, String credentials) {
			super(request);
			this.credentials = credentials;
		}

		@Override
		public void beforeCommit(Supplier<? extends Mono<Void>> action) {
			super.beforeCommit(action);
			super.beforeCommit(
					() -> Mono.fromRunnable(() -> getHeaders().set(HttpHeaders.PROXY_AUTHORIZATION, this.credentials)));
		}

	}

}
