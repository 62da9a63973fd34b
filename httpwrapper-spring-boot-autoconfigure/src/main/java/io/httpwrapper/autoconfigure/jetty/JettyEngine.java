package io.httpwrapper.autoconfigure.jetty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.autoconfigure.connector.ConnectorSpec;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.connector.EngineConnector;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.settings.Backend;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.HttpVersion;
import io.httpwrapper.settings.PoolSettings;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;

/** The engine for Jetty's client. All clients share its threads. */
final class JettyEngine implements Engine, AutoCloseable {

	/** Asked for by its name, since its absence must not matter. */
	static final String HTTP_2 = "org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2";

	private static final String JVM_DNS = "The JVM keeps addresses: set the security property networkaddress.cache.ttl.";

	private final JettyThreads threads = new JettyThreads();

	@Override
	public Backend backend() {
		return Backend.JETTY;
	}

	@Override
	public JettyClientHttpConnectorBuilder builder() {
		return ClientHttpConnectorBuilder.jetty();
	}

	@Override
	public boolean builds(ClientHttpConnectorBuilder<?> builder) {
		return builder instanceof JettyClientHttpConnectorBuilder;
	}

	@Override
	public ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, ConnectorSpec spec) {
		check(spec);
		AtomicReference<@Nullable HttpClient> made = new AtomicReference<>();
		JettyClientHttpConnectorBuilder fitted = http2((JettyClientHttpConnectorBuilder) builder, spec)
			.withClientConnectorCustomizerCustomizer((connector) -> connector.setSelectors(1))
			.withHttpClientTransportCustomizer((transport) -> fit(transport, spec.settings().pool()))
			.withHttpClientCustomizer((engine) -> {
				fit(engine, spec.settings());
				made.set(engine);
			});
		return new EngineConnector(() -> {
			// its read timeout would be one for the whole exchange
			ClientHttpConnector connector = fitted.build(spec.http().withReadTimeout(null));
			started(made.get(), spec.settings().connection().compression());
			return (method, uri, callback) -> connector.connect(method, uri, callback)
				.onErrorMap(JettyEngine::isNotSent, JettyEngine::notSent);
		}, () -> stop(made.get()));
	}

	private void check(ConnectorSpec spec) {
		spec.refuse(backend(), "pool.acquire-timeout",
				"Jetty's client waits for a connection as long as the attempt may take: lower timeout.attempt, or pool.max-pending.");
		spec.refuse(backend(), "pool.lifo", "Jetty's pool always takes the first connection that is free.");
		spec.refuse(backend(), "pool.metrics", "Jetty's pool has no meters.");
		if (spec.settings().pool().maxPending() == 0) {
			throw spec.unable(backend(), "pool.max-pending", "0",
					"Jetty's client queues each request for a moment: set it to 1 or more.");
		}
		for (String path : List.of("connection.dns.max-ttl", "connection.dns.negative-ttl",
				"connection.dns.query-timeout")) {
			spec.refuse(backend(), path, JVM_DNS);
		}
	}

	private static JettyClientHttpConnectorBuilder http2(JettyClientHttpConnectorBuilder builder, ConnectorSpec spec) {
		if (spec.settings().connection().httpVersion() != HttpVersion.HTTP_2) {
			return builder;
		}
		if (!ClassUtils.isPresent(HTTP_2, null)) {
			throw new InvalidClientConfigurationException(
					"Client '" + spec.client()
							+ "' has connection.http-version = http-2, but Jetty's HTTP/2 is not on the class path.",
					"Add org.eclipse.jetty.http2:jetty-http2-client-transport, or set connection.http-version to http-1-1.",
					null);
		}
		return builder.withHttpClientTransportFactory(JettyHttp2::transport);
	}

	private static void fit(HttpClientTransport transport, PoolSettings settings) {
		ConnectionPool.Factory pools = transport.getConnectionPoolFactory();
		transport.setConnectionPoolFactory((destination) -> {
			ConnectionPool pool = pools.newConnectionPool(destination);
			if (pool instanceof AbstractConnectionPool limited) {
				limited.setMaxDuration(settings.maxLife().toMillis());
			}
			return pool;
		});
	}

	private void fit(HttpClient engine, ClientSettings settings) {
		this.threads.lendTo(engine);
		engine.setMaxConnectionsPerDestination(settings.pool().maxConnections());
		engine.setMaxRequestsQueuedPerDestination(settings.pool().maxPending());
		engine.setIdleTimeout(settings.pool().maxIdle().toMillis());
		Duration read = settings.timeout().read();
		// or the time that a connection may be unused would also limit one in use
		engine.getRequestListeners().addListener(new Request.Listener() {

			@Override
			public void onQueued(Request request) {
				request.idleTimeout(read.toMillis(), TimeUnit.MILLISECONDS);
			}

		});
		if (settings.connection().proxy().isSet()) {
			JettyProxy.add(engine, settings.connection().proxy());
		}
	}

	private static void started(@Nullable HttpClient engine, boolean compression) {
		if (engine == null) {
			return;
		}
		try {
			engine.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Jetty's client does not start", ex);
		}
		// it would keep each 401 in memory, and fail if that is long, to no avail
		engine.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
		if (!compression) {
			engine.getContentDecoderFactories().clear();
		}
	}

	private static void stop(@Nullable HttpClient engine) throws IOException {
		if (engine == null) {
			return;
		}
		try {
			engine.stop();
		}
		catch (Exception ex) {
			throw new IOException("Jetty's client does not stop", ex);
		}
	}

	/** The queue is full, or the connection could not be opened in time. */
	private static boolean isNotSent(Throwable error) {
		return error instanceof RejectedExecutionException || error instanceof SocketTimeoutException;
	}

	private static Throwable notSent(Throwable error) {
		ConnectException notSent = new ConnectException(String.valueOf(error.getMessage()));
		notSent.initCause(error);
		return notSent;
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
