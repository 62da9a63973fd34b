package io.httpwrapper.settings;

import java.time.Duration;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;

/**
 * The connection pool of one client. Each client has its own pool; it is closed with the
 * application.
 *
 * @param maxConnections most open connections per host; at least 1
 * @param maxPending most attempts that wait for a connection, per host; one more fails at
 * once and counts as not sent; at least 0
 * @param acquireTimeout longest wait for a connection; more than zero
 * @param maxIdle a connection that was unused for longer is closed; set it shorter than
 * the time after which load balancers drop idle connections silently; more than zero
 * @param maxLife a connection older than this is closed after its exchange; zero for no
 * limit
 * @param lifo whether the most recently used connection is used next, so that the others
 * become idle
 * @param metrics whether the pool's own meters are published
 */
public record PoolSettings(int maxConnections, int maxPending, Duration acquireTimeout, Duration maxIdle,
		Duration maxLife, boolean lifo, boolean metrics) {

	public static final PoolSettings DEFAULTS = new PoolSettings(100, 500, Duration.ofSeconds(1),
			Duration.ofSeconds(30), Duration.ofMinutes(10), true, false);

	public PoolSettings {
		Check.atLeast("pool.max-connections", maxConnections, 1);
		Check.atLeast("pool.max-pending", maxPending, 0);
		acquireTimeout = Check.positive("pool.acquire-timeout", acquireTimeout);
		maxIdle = Check.positive("pool.max-idle", maxIdle);
		maxLife = Check.notNegative("pool.max-life", maxLife);
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public PoolSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private int maxConnections;

		private int maxPending;

		private Duration acquireTimeout;

		private Duration maxIdle;

		private Duration maxLife;

		private boolean lifo;

		private boolean metrics;

		private Builder(PoolSettings settings) {
			this.maxConnections = settings.maxConnections;
			this.maxPending = settings.maxPending;
			this.acquireTimeout = settings.acquireTimeout;
			this.maxIdle = settings.maxIdle;
			this.maxLife = settings.maxLife;
			this.lifo = settings.lifo;
			this.metrics = settings.metrics;
		}

		public Builder maxConnections(int maxConnections) {
			this.maxConnections = maxConnections;
			return this;
		}

		public Builder maxPending(int maxPending) {
			this.maxPending = maxPending;
			return this;
		}

		public Builder acquireTimeout(Duration acquireTimeout) {
			this.acquireTimeout = acquireTimeout;
			return this;
		}

		public Builder maxIdle(Duration maxIdle) {
			this.maxIdle = maxIdle;
			return this;
		}

		public Builder maxLife(Duration maxLife) {
			this.maxLife = maxLife;
			return this;
		}

		public Builder lifo(boolean lifo) {
			this.lifo = lifo;
			return this;
		}

		public Builder metrics(boolean metrics) {
			this.metrics = metrics;
			return this;
		}

		private PoolSettings build() {
			return new PoolSettings(this.maxConnections, this.maxPending, this.acquireTimeout, this.maxIdle,
					this.maxLife, this.lifo, this.metrics);
		}

	}

}
