package io.httpwrapper.autoconfigure.httpcomponents;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.autoconfigure.connector.ConnectorSpec;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.connector.EngineConnector;
import io.httpwrapper.autoconfigure.connector.ProxyRoutes;
import io.httpwrapper.settings.Backend;
import io.httpwrapper.settings.ConnectionSettings;
import io.httpwrapper.settings.HttpVersion;
import io.httpwrapper.settings.PoolSettings;
import io.httpwrapper.settings.ProxySettings;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * The engine for Apache HttpComponents. Each client that is used has one thread. The
 * library resends nothing by itself, and a cancelled exchange releases its connection.
 */
final class HttpComponentsEngine implements Engine {

	private static final String JVM_DNS = "The JVM keeps addresses: set the security property networkaddress.cache.ttl.";

	@Override
	public Backend backend() {
		return Backend.HTTP_COMPONENTS;
	}

	@Override
	public HttpComponentsClientHttpConnectorBuilder builder() {
		return ClientHttpConnectorBuilder.httpComponents();
	}

	@Override
	public boolean builds(ClientHttpConnectorBuilder<?> builder) {
		return builder instanceof HttpComponentsClientHttpConnectorBuilder;
	}

	@Override
	public ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, ConnectorSpec spec) {
		check(spec);
		PoolSettings pool = spec.settings().pool();
		ConnectionSettings connection = spec.settings().connection();
		Exchanges exchanges = new Exchanges();
		AtomicReference<@Nullable AsyncClientConnectionManager> connections = new AtomicReference<>();
		HttpComponentsClientHttpConnectorBuilder fitted = ((HttpComponentsClientHttpConnectorBuilder) builder)
			.withConnectionManagerCustomizer((pools) -> fit(pools, pool, connection.httpVersion()))
			.withConnectionConfigCustomizer((config) -> fit(config, pool))
			.withHttpClientCustomizer((engine) -> {
				fit(engine, connection, exchanges);
				connections.set(engine.getConnManager());
			});
		return new EngineConnector(
				() -> new CancellableConnector(fitted.build(spec.http()), exchanges, connections::get), () -> {
					// the connector closes all that it has
				});
	}

	private void check(ConnectorSpec spec) {
		spec.refuse(backend(), "pool.max-pending",
				"The queue for connections of Apache HttpComponents has no bound: bulkhead.max-concurrent limits what waits.");
		spec.refuse(backend(), "pool.acquire-timeout",
				"Apache HttpComponents looks at it only when a connection becomes free: timeout.attempt ends the wait.");
		spec.refuse(backend(), "pool.metrics", "The pool of Apache HttpComponents has no meters here.");
		for (String path : List.of("connection.dns.max-ttl", "connection.dns.negative-ttl",
				"connection.dns.query-timeout")) {
			spec.refuse(backend(), path, JVM_DNS);
		}
	}

	private static void fit(PoolingAsyncClientConnectionManagerBuilder pools, PoolSettings settings,
			HttpVersion version) {
		pools.setMaxConnPerRoute(settings.maxConnections())
			.setMaxConnTotal(Integer.MAX_VALUE)
			.setConnPoolPolicy(settings.lifo() ? PoolReusePolicy.LIFO : PoolReusePolicy.FIFO)
			.setDefaultTlsConfig(TlsConfig.custom()
				.setVersionPolicy(
						(version == HttpVersion.HTTP_2) ? HttpVersionPolicy.NEGOTIATE : HttpVersionPolicy.FORCE_HTTP_1)
				.build());
	}

	private static void fit(ConnectionConfig.Builder config, PoolSettings settings) {
		config.setIdleTimeout(timeout(settings.maxIdle()));
		if (!settings.maxLife().isZero()) {
			config.setTimeToLive(timeout(settings.maxLife()));
		}
	}

	private static void fit(HttpAsyncClientBuilder engine, ConnectionSettings settings, Exchanges exchanges) {
		// retries are the pipeline's, which knows the budget and what may be repeated
		engine.disableAutomaticRetries()
			.setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
			.addExecInterceptorFirst("httpwrapper.beginning", exchanges.beginning())
			.addExecInterceptorLast("httpwrapper.end", exchanges.end());
		if (!settings.compression()) {
			engine.disableContentCompression();
		}
		ProxySettings proxy = settings.proxy();
		if (proxy.isSet()) {
			engine.setProxySelector(new ProxyRoutes(proxy));
		}
		if (proxy.username() != null && proxy.password() != null && proxy.port() != null) {
			BasicCredentialsProvider credentials = new BasicCredentialsProvider();
			credentials.setCredentials(new AuthScope(proxy.host(), proxy.port()),
					new UsernamePasswordCredentials(proxy.username(), proxy.password().reveal().toCharArray()));
			engine.setDefaultCredentialsProvider(credentials);
		}
	}

	private static Timeout timeout(Duration duration) {
		return Timeout.of(duration);
	}

}
