package io.httpwrapper.autoconfigure.netty;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.httpwrapper.autoconfigure.EngineTuning;
import io.httpwrapper.autoconfigure.InvalidClientConfigurationException;
import io.httpwrapper.pipeline.ClientSettings;
import io.httpwrapper.pipeline.PoolSettings;
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
import org.springframework.util.ClassUtils;

/**
 * A pool for each client, closed with the application; no hidden resend; no 1xx response
 * taken for the final one, nor what comes unasked for the next one; no credentials sent
 * to where a redirect leads; no HTTP/2 request called lost that was never processed.
 */
final class NettyTuning implements EngineTuning, SmartLifecycle, AutoCloseable {

	/** Asked for by its name, since its absence must not matter. */
	static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

	/** That of Spring's {@code ReactorResourceFactory}. */
	private static final int EVENT_LOOPS_PHASE = 0;

	private final List<ConnectionProvider> pools = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	@Override
	public ClientHttpConnectorBuilder<?> tune(ClientHttpConnectorBuilder<?> builder, String client,
			ClientSettings settings) {
		if (!(builder instanceof ReactorClientHttpConnectorBuilder reactor)) {
			return builder;
		}
		ConnectionProvider pool = pool(client, settings.pool());
		this.pools.add(pool);
		return reactor.withHttpClientFactory(() -> HttpClient.create(pool))
			.withHttpClientCustomizer((engine) -> tuned(engine, settings));
	}

	private static HttpClient tuned(HttpClient engine, ClientSettings settings) {
		// retries are the pipeline's, which knows the budget and what may be repeated
		return engine.disableRetry(true)
			.compress(settings.connection().compression())
			.doOnChannelInit((observer, channel, address) -> addFilters(channel))
			.observe((connection, state) -> addStreamFilters(connection.channel()));
	}

	private static void addFilters(Channel channel) {
		if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
			SurplusFilter surplus = new SurplusFilter();
			channel.pipeline()
				.addBefore(NettyPipeline.HttpCodec, SurplusFilter.Bytes.NAME, surplus.bytes())
				.addAfter(NettyPipeline.HttpCodec, SurplusFilter.NAME, surplus)
				.addAfter(NettyPipeline.HttpCodec, InterimResponseFilter.NAME, new InterimResponseFilter())
				.addAfter(NettyPipeline.HttpCodec, RedirectCredentialsFilter.NAME, new RedirectCredentialsFilter());
		}
	}

	/** An HTTP/2 stream is a channel of its own, which no channel initializer sees. */
	private static void addStreamFilters(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (channel instanceof Http2StreamChannel && pipeline.get(NettyPipeline.H2ToHttp11Codec) != null
				&& pipeline.get(UnprocessedStreamFilter.NAME) == null) {
			pipeline
				.addAfter(NettyPipeline.H2ToHttp11Codec, UnprocessedStreamFilter.NAME, new UnprocessedStreamFilter())
				.addAfter(NettyPipeline.H2ToHttp11Codec, InterimResponseFilter.NAME, new InterimResponseFilter())
				.addAfter(NettyPipeline.H2ToHttp11Codec, RedirectCredentialsFilter.NAME,
						new RedirectCredentialsFilter());
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
