package io.httpwrapper.autoconfigure.netty;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.httpwrapper.autoconfigure.connector.ConnectorSpec;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.autoconfigure.connector.EngineConnector;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.settings.Backend;
import io.httpwrapper.settings.ConnectionSettings;
import io.httpwrapper.settings.PoolSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2StreamChannel;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;

/**
 * The engine for Reactor Netty. Each client has a pool of its own, which is closed with
 * the application. The library resends nothing by itself. Filters correct three of its
 * errors: {@link InterimResponseFilter}, {@link SurplusFilter} and
 * {@link UnprocessedStreamFilter}.
 */
final class NettyEngine implements Engine, SmartLifecycle, AutoCloseable {

	/** Looked up by name, because the class is optional. */
	static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

	/** That of Spring's {@code ReactorResourceFactory}. */
	private static final int EVENT_LOOPS_PHASE = 0;

	private final Set<ConnectionProvider> pools = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	@Override
	public Backend backend() {
		return Backend.REACTOR_NETTY;
	}

	@Override
	public ReactorClientHttpConnectorBuilder builder() {
		return ClientHttpConnectorBuilder.reactor();
	}

	@Override
	public boolean builds(ClientHttpConnectorBuilder<?> builder) {
		return builder instanceof ReactorClientHttpConnectorBuilder;
	}

	@Override
	public ClientHttpConnector connector(ClientHttpConnectorBuilder<?> builder, ConnectorSpec spec) {
		ConnectionProvider pool = pool(spec.client(), spec.settings().pool());
		this.pools.add(pool);
		ClientHttpConnector connector = fitted((ReactorClientHttpConnectorBuilder) builder, spec, pool)
			.build(spec.http());
		return new EngineConnector(() -> connector, () -> {
			this.pools.remove(pool);
			pool.dispose();
		});
	}

	static ReactorClientHttpConnectorBuilder fitted(ReactorClientHttpConnectorBuilder builder, ConnectorSpec spec,
			ConnectionProvider pool) {
		return builder.withHttpClientFactory(() -> HttpClient.create(pool))
			.withHttpClientCustomizer((engine) -> fitted(engine, spec));
	}

	private static HttpClient fitted(HttpClient engine, ConnectorSpec spec) {
		ConnectionSettings connection = spec.settings().connection();
		// retries are the pipeline's, which knows the budget and what may be repeated
		HttpClient fitted = engine.disableRetry(true)
			.compress(connection.compression())
			.doOnChannelInit((observer, channel, address) -> addFilters(channel))
			.observe((exchange, state) -> addStreamFilters(exchange.channel()));
		return NettyConnections.fitted(fitted, connection, spec.http().sslBundle());
	}

	private static void addFilters(Channel channel) {
		if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
			SurplusFilter surplus = new SurplusFilter();
			channel.pipeline()
				.addBefore(NettyPipeline.HttpCodec, SurplusFilter.Bytes.NAME, surplus.bytes())
				.addAfter(NettyPipeline.HttpCodec, SurplusFilter.NAME, surplus)
				.addAfter(NettyPipeline.HttpCodec, InterimResponseFilter.NAME, new InterimResponseFilter());
		}
	}

	/** An HTTP/2 stream is a channel of its own, which no channel initializer sees. */
	private static void addStreamFilters(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (channel instanceof Http2StreamChannel && pipeline.get(NettyPipeline.H2ToHttp11Codec) != null
				&& pipeline.get(UnprocessedStreamFilter.NAME) == null) {
			pipeline
				.addAfter(NettyPipeline.H2ToHttp11Codec, UnprocessedStreamFilter.NAME, new UnprocessedStreamFilter())
				.addAfter(NettyPipeline.H2ToHttp11Codec, InterimResponseFilter.NAME, new InterimResponseFilter());
		}
	}

	private static ConnectionProvider pool(String client, PoolSettings settings) {
		ConnectionProvider.Builder pool = ConnectionProvider.builder("httpwrapper-" + client)
			.maxConnections(settings.maxConnections())
			.pendingAcquireMaxCount(settings.maxPending())
			.pendingAcquireTimeout(settings.acquireTimeout())
			.maxIdleTime(settings.maxIdle())
			// without it an idle connection is only looked at when the next request wants
			// one
			.evictInBackground(settings.maxIdle());
		if (!settings.maxLife().isZero()) {
			pool.maxLifeTime(settings.maxLife());
		}
		if (settings.metrics() && !ClassUtils.isPresent(MICROMETER, null)) {
			throw new InvalidClientConfigurationException(
					"Client '" + client + "' has pool.metrics on, but Micrometer is not on the class path.",
					"Add io.micrometer:micrometer-core, or set pool.metrics to false.", null);
		}
		return (settings.lifo() ? pool.lifo() : pool.fifo()).metrics(settings.metrics()).build();
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.pools.forEach(ConnectionProvider::dispose);
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		Mono.whenDelayError(this.pools.stream().map(ConnectionProvider::disposeLater).toList())
			.onErrorComplete()
			.doOnTerminate(() -> {
				this.running = false;
				callback.run();
			})
			.subscribe();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * After web servers have answered what they had, before event loops end: connections
	 * cannot be closed without them.
	 */
	@Override
	public int getPhase() {
		return EVENT_LOOPS_PHASE + 1;
	}

	/** For a start that failed half-way, when nothing is stopped. */
	@Override
	public void close() {
		this.pools.forEach(ConnectionProvider::dispose);
	}

}
