package io.httpwrapper.autoconfigure.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.policy.StoreUnavailableException;
import io.httpwrapper.redis.RedisSource;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Provides the connection that Spring Data shares among its users, for each kind of Redis
 * deployment. Connecting blocks, so it is done on a thread of its own: at start, and
 * again when a command finds no connection.
 */
final class LettuceSource implements RedisSource, DisposableBean {

	private static final Log logger = LogFactory.getLog(LettuceSource.class);

	/** How long the start of the application waits for the first connection. */
	private static final long FIRST_CONNECTION_MILLIS = 1000;

	private final LettuceConnectionFactory factory;

	private final AtomicReference<@Nullable CompletableFuture<Link>> connecting = new AtomicReference<>();

	private volatile @Nullable Link link;

	private volatile String lastError = "none was made so far";

	LettuceSource(LettuceConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Has a connection made, and waits for it a moment. Where there is none by then the
	 * application starts all the same.
	 */
	void connect() {
		if (this.link == null) {
			try {
				startToConnect().get(FIRST_CONNECTION_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException | TimeoutException ex) {
				logger.debug("No connection to Redis yet", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public RedisClusterAsyncCommands<byte[], byte[]> commands() {
		Link link = this.link;
		if (link == null || link.client() != client()) {
			startToConnect();
			throw new StoreUnavailableException("There is no connection to Redis: " + this.lastError, null);
		}
		if (!link.isUp()) {
			throw new StoreUnavailableException("The connection to Redis is lost, and Lettuce tries to get it back",
					null);
		}
		return link.commands();
	}

	@Override
	public void destroy() {
		Link link = this.link;
		this.link = null;
		if (link != null) {
			link.connection().close();
		}
	}

	private CompletableFuture<Link> startToConnect() {
		CompletableFuture<Link> attempt = new CompletableFuture<>();
		CompletableFuture<Link> other = this.connecting.compareAndExchange(null, attempt);
		if (other != null) {
			return other;
		}
		Schedulers.boundedElastic().schedule(() -> finish(attempt));
		return attempt;
	}

	private void finish(CompletableFuture<Link> attempt) {
		try {
			Link opened = open();
			this.link = opened;
			attempt.complete(opened);
		}
		catch (RuntimeException ex) {
			this.lastError = String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
			attempt.completeExceptionally(ex);
		}
		finally {
			this.connecting.set(null);
		}
	}

	@SuppressWarnings("unchecked")
	private Link open() {
		AbstractRedisClient client = this.factory.getRequiredNativeClient();
		RedisConnection connection = this.factory.getConnection();
		return new Link(client, connection,
				(RedisClusterAsyncCommands<byte[], byte[]>) connection.getNativeConnection());
	}

	/** Another one after the application was paused; null while it is. */
	private @Nullable AbstractRedisClient client() {
		return this.factory.isRunning() ? this.factory.getNativeClient() : null;
	}

	/** A connection, and the client that it belongs to. */
	private record Link(AbstractRedisClient client, RedisConnection connection,
			RedisClusterAsyncCommands<byte[], byte[]> commands) {

		/**
		 * A cluster has a connection for each node: which one counts is not known before.
		 */
		@SuppressWarnings("deprecation") // Spring Data hands out commands, not their
											// connection
		boolean isUp() {
			return !(this.commands instanceof RedisAsyncCommands<byte[], byte[]> single)
					|| single.getStatefulConnection().isOpen();
		}

	}

}
