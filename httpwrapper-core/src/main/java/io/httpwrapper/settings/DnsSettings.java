package io.httpwrapper.settings;

import java.time.Duration;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

/**
 * How long answers of the name server are kept. An open connection keeps its address
 * until {@code pool.max-life} ends it.
 *
 * @param maxTtl longest time that an address is used, whatever the name server allows, or
 * null for the time that it allows; zero to ask for each connection
 * @param negativeTtl how long a name that was not found is not looked up again, or null
 * for the engine's own time; not negative
 * @param queryTimeout longest wait for an answer, or null for the engine's own limit;
 * more than zero
 */
public record DnsSettings(@Nullable Duration maxTtl, @Nullable Duration negativeTtl, @Nullable Duration queryTimeout) {

	public static final DnsSettings DEFAULTS = new DnsSettings(null, null, null);

	public DnsSettings {
		if (maxTtl != null) {
			maxTtl = Check.notNegative("connection.dns.max-ttl", maxTtl);
		}
		if (negativeTtl != null) {
			negativeTtl = Check.notNegative("connection.dns.negative-ttl", negativeTtl);
		}
		if (queryTimeout != null) {
			queryTimeout = Check.positive("connection.dns.query-timeout", queryTimeout);
		}
	}

	/** Whether anything differs from what the engine does by itself. */
	public boolean isSet() {
		return !equals(DEFAULTS);
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public DnsSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable Duration maxTtl;

		private @Nullable Duration negativeTtl;

		private @Nullable Duration queryTimeout;

		private Builder(DnsSettings settings) {
			this.maxTtl = settings.maxTtl;
			this.negativeTtl = settings.negativeTtl;
			this.queryTimeout = settings.queryTimeout;
		}

		public Builder maxTtl(@Nullable Duration maxTtl) {
			this.maxTtl = maxTtl;
			return this;
		}

		public Builder negativeTtl(@Nullable Duration negativeTtl) {
			this.negativeTtl = negativeTtl;
			return this;
		}

		public Builder queryTimeout(@Nullable Duration queryTimeout) {
			this.queryTimeout = queryTimeout;
			return this;
		}

		private DnsSettings build() {
			return new DnsSettings(this.maxTtl, this.negativeTtl, this.queryTimeout);
		}

	}

}
