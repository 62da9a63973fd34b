package io.httpwrapper.client;

import java.util.List;

import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.call.CallListener;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.observation.AttemptObservationConvention;
import io.httpwrapper.observation.DefaultAttemptObservationConvention;
import io.httpwrapper.pipeline.attempt.AttemptObserver;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.ClientWire;
import io.httpwrapper.plugin.Fallback;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.policy.CircuitBreakerFactory;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * Builds a {@link WrappedClient}. All parts are optional. Not thread-safe.
 */
public final class WrappedClientBuilder {

	final String name;

	final ClientSettings settings;

	TimeAndChance time = TimeAndChance.system();

	@Nullable ResponseClassifier classifier;

	@Nullable CircuitBreakerFactory breakerFactory;

	@Nullable RateLimiterFactory limiterFactory;

	@Nullable RateLimitKey limitKey;

	@Nullable CacheStore cacheStore;

	@Nullable AttemptObserver observer;

	ExchangeStrategies strategies = ExchangeStrategies.withDefaults();

	@Nullable Fallback fallback;

	@Nullable TokenSource tokens;

	List<RetryCondition> conditions = List.of();

	List<ClientPlugin> plugins = List.of();

	List<ClientEventListener> listeners = List.of();

	@Nullable CallListener calls;

	@Nullable ClientWire wire;

	WrappedClientBuilder(String name, ClientSettings settings) {
		this.name = name;
		this.settings = settings;
	}

	/** Replaces the real clocks, random numbers and schedulers. */
	public WrappedClientBuilder time(TimeAndChance time) {
		this.time = time;
		return this;
	}

	/** Replaces the classifier that follows the settings. */
	public WrappedClientBuilder classifier(@Nullable ResponseClassifier classifier) {
		this.classifier = classifier;
		return this;
	}

	/** Replaces the built-in circuit breaker. */
	public WrappedClientBuilder breakerFactory(@Nullable CircuitBreakerFactory factory) {
		this.breakerFactory = factory;
		return this;
	}

	/**
	 * Makes the limiters that count requests. Required if the settings have a rate limit.
	 */
	public WrappedClientBuilder limiterFactory(@Nullable RateLimiterFactory factory) {
		this.limiterFactory = factory;
		return this;
	}

	/** Splits the rate limit by key, unless the settings do so. */
	public WrappedClientBuilder limitKey(@Nullable RateLimitKey key) {
		this.limitKey = key;
		return this;
	}

	/** Where responses are stored. Required if the settings have a cache. */
	public WrappedClientBuilder cacheStore(@Nullable CacheStore store) {
		this.cacheStore = store;
		return this;
	}

	/**
	 * Decodes cached responses until the first response of the remote has shown which
	 * strategies the {@code WebClient} uses.
	 */
	public WrappedClientBuilder strategies(ExchangeStrategies strategies) {
		this.strategies = strategies;
		return this;
	}

	/**
	 * Where attempts are observed, if the settings switch that on.
	 * @param convention names the observations, or null for
	 * {@link DefaultAttemptObservationConvention}
	 */
	public WrappedClientBuilder observations(ObservationRegistry registry,
			@Nullable AttemptObservationConvention convention) {
		this.observer = new AttemptObserver(registry, convention);
		return this;
	}

	/** The conditions are asked in this order. They take precedence over the settings. */
	public WrappedClientBuilder conditions(List<RetryCondition> conditions) {
		this.conditions = List.copyOf(conditions);
		return this;
	}

	/**
	 * Where bearer tokens come from, unless the settings contain the credentials.
	 * Required if the settings name a file.
	 */
	public WrappedClientBuilder tokens(@Nullable TokenSource tokens) {
		this.tokens = tokens;
		return this;
	}

	/** Takes precedence over the fallback in the settings. */
	public WrappedClientBuilder fallback(@Nullable Fallback fallback) {
		this.fallback = fallback;
		return this;
	}

	/**
	 * The first plugin is the outermost. Plugins that do not apply to the client are left
	 * out.
	 */
	public WrappedClientBuilder plugins(List<ClientPlugin> plugins) {
		this.plugins = List.copyOf(plugins);
		return this;
	}

	/** The listeners are called in this order. */
	public WrappedClientBuilder listeners(List<ClientEventListener> listeners) {
		this.listeners = List.copyOf(listeners);
		return this;
	}

	/** The listener receives the reports of calls. */
	public WrappedClientBuilder calls(CallListener listener) {
		this.calls = listener;
		return this;
	}

	/** Replaces the network, for tests. */
	public WrappedClientBuilder wire(@Nullable ClientWire wire) {
		this.wire = wire;
		return this;
	}

	/**
	 * Builds the client.
	 */
	public WrappedClient build() {
		return new WrappedClient(this);
	}

}
