package io.httpwrapper.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
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

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public ClientSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable URI baseUrl;

		private @Nullable Backend backend;

		private TimeoutSettings timeout;

		private ClassifierSettings classifier;

		private RetrySettings retry;

		private CircuitBreakerSettings circuitBreaker;

		private RateLimitSettings rateLimit;

		private BulkheadSettings bulkhead;

		private CacheSettings cache;

		private PoolSettings pool;

		private ConnectionSettings connection;

		private ChaosSettings chaos;

		private FallbackSettings fallback;

		private AuthSettings auth;

		private ObservationSettings observation;

		private Builder(ClientSettings settings) {
			this.baseUrl = settings.baseUrl;
			this.backend = settings.backend;
			this.timeout = settings.timeout;
			this.classifier = settings.classifier;
			this.retry = settings.retry;
			this.circuitBreaker = settings.circuitBreaker;
			this.rateLimit = settings.rateLimit;
			this.bulkhead = settings.bulkhead;
			this.cache = settings.cache;
			this.pool = settings.pool;
			this.connection = settings.connection;
			this.chaos = settings.chaos;
			this.fallback = settings.fallback;
			this.auth = settings.auth;
			this.observation = settings.observation;
		}

		public Builder baseUrl(@Nullable URI baseUrl) {
			this.baseUrl = baseUrl;
			return this;
		}

		public Builder baseUrl(String baseUrl) {
			return baseUrl(URI.create(baseUrl));
		}

		public Builder backend(@Nullable Backend backend) {
			this.backend = backend;
			return this;
		}

		public Builder timeout(TimeoutSettings timeout) {
			this.timeout = timeout;
			return this;
		}

		public Builder timeout(Consumer<TimeoutSettings.Builder> change) {
			this.timeout = this.timeout.with(change);
			return this;
		}

		public Builder classifier(ClassifierSettings classifier) {
			this.classifier = classifier;
			return this;
		}

		public Builder classifier(Consumer<ClassifierSettings.Builder> change) {
			this.classifier = this.classifier.with(change);
			return this;
		}

		public Builder retry(RetrySettings retry) {
			this.retry = retry;
			return this;
		}

		public Builder retry(Consumer<RetrySettings.Builder> change) {
			this.retry = this.retry.with(change);
			return this;
		}

		public Builder circuitBreaker(CircuitBreakerSettings circuitBreaker) {
			this.circuitBreaker = circuitBreaker;
			return this;
		}

		public Builder circuitBreaker(Consumer<CircuitBreakerSettings.Builder> change) {
			this.circuitBreaker = this.circuitBreaker.with(change);
			return this;
		}

		public Builder rateLimit(RateLimitSettings rateLimit) {
			this.rateLimit = rateLimit;
			return this;
		}

		public Builder rateLimit(Consumer<RateLimitSettings.Builder> change) {
			this.rateLimit = this.rateLimit.with(change);
			return this;
		}

		public Builder bulkhead(BulkheadSettings bulkhead) {
			this.bulkhead = bulkhead;
			return this;
		}

		public Builder bulkhead(Consumer<BulkheadSettings.Builder> change) {
			this.bulkhead = this.bulkhead.with(change);
			return this;
		}

		public Builder cache(CacheSettings cache) {
			this.cache = cache;
			return this;
		}

		public Builder cache(Consumer<CacheSettings.Builder> change) {
			this.cache = this.cache.with(change);
			return this;
		}

		public Builder pool(PoolSettings pool) {
			this.pool = pool;
			return this;
		}

		public Builder pool(Consumer<PoolSettings.Builder> change) {
			this.pool = this.pool.with(change);
			return this;
		}

		public Builder connection(ConnectionSettings connection) {
			this.connection = connection;
			return this;
		}

		public Builder connection(Consumer<ConnectionSettings.Builder> change) {
			this.connection = this.connection.with(change);
			return this;
		}

		public Builder chaos(ChaosSettings chaos) {
			this.chaos = chaos;
			return this;
		}

		public Builder chaos(Consumer<ChaosSettings.Builder> change) {
			this.chaos = this.chaos.with(change);
			return this;
		}

		public Builder fallback(FallbackSettings fallback) {
			this.fallback = fallback;
			return this;
		}

		public Builder fallback(Consumer<FallbackSettings.Builder> change) {
			this.fallback = this.fallback.with(change);
			return this;
		}

		public Builder auth(AuthSettings auth) {
			this.auth = auth;
			return this;
		}

		public Builder auth(Consumer<AuthSettings.Builder> change) {
			this.auth = this.auth.with(change);
			return this;
		}

		public Builder observation(ObservationSettings observation) {
			this.observation = observation;
			return this;
		}

		public Builder observation(Consumer<ObservationSettings.Builder> change) {
			this.observation = this.observation.with(change);
			return this;
		}

		private ClientSettings build() {
			return new ClientSettings(this.baseUrl, this.backend, this.timeout, this.classifier, this.retry,
					this.circuitBreaker, this.rateLimit, this.bulkhead, this.cache, this.pool, this.connection,
					this.chaos, this.fallback, this.auth, this.observation);
		}

	}

}
