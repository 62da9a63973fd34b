package io.httpwrapper.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.Check;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.ClassifierSettings;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.policy.TimeoutSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the user wrote for one client, completed with the defaults: a section per feature.
 *
 * @param baseUrl base of relative URIs: an {@code http} or {@code https} URL, or null
 * @param backend which library sends requests, or null for the one that Boot chooses:
 * Reactor Netty with the starter, unless {@code spring.http.clients.reactive.connector}
 * says otherwise
 * @param timeout how long each part of a call may take
 * @param classifier what the outcome of an attempt means
 * @param retry which attempts are sent again
 * @param circuitBreaker when to stop sending for a while
 * @param rateLimit how many requests may be sent in which time
 * @param bulkhead how many attempts may be under way at once
 * @param cache which responses are stored and used again
 * @param pool the connection pool
 * @param connection how connections are made
 * @param chaos failures that are made on purpose
 * @param fallback what callers get instead of a failure
 * @param auth who we are to the remote
 * @param observation what is observed besides the call
 */
public record ClientSettings(@Nullable URI baseUrl, @Nullable Backend backend, TimeoutSettings timeout,
		ClassifierSettings classifier, RetrySettings retry, CircuitBreakerSettings circuitBreaker,
		RateLimitSettings rateLimit, BulkheadSettings bulkhead, CacheSettings cache, PoolSettings pool,
		ConnectionSettings connection, ChaosSettings chaos, FallbackSettings fallback, AuthSettings auth,
		ObservationSettings observation) {

	public static final ClientSettings DEFAULTS = new ClientSettings(null, null, TimeoutSettings.DEFAULTS,
			ClassifierSettings.DEFAULTS, RetrySettings.DEFAULTS, CircuitBreakerSettings.DEFAULTS,
			RateLimitSettings.DEFAULTS, BulkheadSettings.DEFAULTS, CacheSettings.DEFAULTS, PoolSettings.DEFAULTS,
			ConnectionSettings.DEFAULTS, ChaosSettings.DEFAULTS, FallbackSettings.DEFAULTS, AuthSettings.DEFAULTS,
			ObservationSettings.DEFAULTS);

	private static final Pattern AUTHORITY = Pattern.compile("(?:[^@]*@)?[^@:]+(?::\\d+)?");

	public ClientSettings {
		Check.that("base-url", baseUrl == null || isHttp(baseUrl), "start with http:// or https://",
				String.valueOf(baseUrl));
		Check.that("base-url", baseUrl == null || hasHost(baseUrl), "name a host", String.valueOf(baseUrl));
	}

	/** {@link URI} knows none with an underscore, as containers have them. */
	private static boolean hasHost(URI url) {
		String authority = url.getRawAuthority();
		return url.getHost() != null || (authority != null && AUTHORITY.matcher(authority).matches());
	}

	private static boolean isHttp(URI url) {
		return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
	}

	/**
	 * A doubt about settings that are valid each but odd together: the attempts with
	 * their pauses need more time than the call has, so that the last ones are cut short.
	 * @return a sentence with the numbers and the choices, or empty
	 */
	public Optional<String> doubt() {
		Duration call = this.timeout.call();
		Duration attempt = this.timeout.attempt();
		if (!this.retry.enabled() || call.isZero() || attempt.isZero()) {
			return Optional.empty();
		}
		Duration longest = longestCall();
		if (longest.compareTo(call) <= 0) {
			return Optional.empty();
		}
		return Optional
			.of("%d attempts of timeout.attempt=%dms with their backoff can take %dms, but timeout.call is %dms: the last ones will be cut short. Raise timeout.call, or lower timeout.attempt or retry.max-attempts."
				.formatted(this.retry.maxAttempts(), attempt.toMillis(), longest.toMillis(), call.toMillis()));
	}

	private Duration longestCall() {
		Duration total = this.timeout.attempt().multipliedBy(this.retry.maxAttempts());
		Duration backoff = this.retry.minBackoff();
		for (int pause = 1; pause < this.retry.maxAttempts(); pause++) {
			if (backoff.compareTo(this.retry.maxBackoff()) >= 0) {
				return total.plus(this.retry.maxBackoff().multipliedBy(this.retry.maxAttempts() - pause));
			}
			total = total.plus(backoff);
			backoff = backoff.multipliedBy(2);
		}
		return total;
	}

}
