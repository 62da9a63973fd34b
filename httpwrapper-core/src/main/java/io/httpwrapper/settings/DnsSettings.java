package io.httpwrapper.settings;

import java.time.Duration;

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

}
