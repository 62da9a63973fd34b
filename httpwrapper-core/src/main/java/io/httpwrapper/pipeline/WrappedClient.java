package io.httpwrapper.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.policy.Backoff;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakerFactory;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.RetryPolicy;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import io.httpwrapper.policy.StandardResponseClassifier;
import io.httpwrapper.policy.Verdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.Disposable;
import reactor.util.retry.Retry;

/**
 * One named client: its settings, its state, and the {@link #pipeline()} that uses both.
 * Thread-safe. Holds no connection and no thread.
 */
public final class WrappedClient {

	private static final Log logger = LogFactory.getLog(WrappedClient.class);

	private final String name;

	private final ClientSettings settings;

	private final TimeAndChance time;

	private final @Nullable Duration callTimeout;

	private final ResponseClassifier classifier;

	/** The same if it is ours, which knows most successes without the headers. */
	private final @Nullable StandardResponseClassifier successes;

	private final RetryBudget budget;

	private final RetryPolicy retryPolicy;

	private final @Nullable CircuitBreakers breakers;

	private final @Nullable RateLimitGuard limits;

	private final @Nullable Bulkhead bulkhead;

	private final @Nullable ResponseCache cache;

	private final List<ClientPlugin> plugins;

	private final ClientEvents events;

	private final CallCounters counters = new CallCounters();

	private final ClientPipeline pipeline;

	private WrappedClient(Parts parts) {
		this.name = parts.name;
		this.settings = parts.settings;
		this.time = parts.time;
		this.callTimeout = this.settings.timeout().call().isZero() ? null : this.settings.timeout().call();
		this.classifier = (parts.classifier != null) ? parts.classifier
				: new StandardResponseClassifier(this.settings.classifier());
		this.successes = (this.classifier instanceof StandardResponseClassifier standard) ? standard : null;
		this.budget = new RetryBudget(this.settings.retry().budget(), this.time.nanoTime());
		this.retryPolicy = new RetryPolicy(this.settings.retry(), parts.conditions, this.budget,
				new Backoff(this.settings.retry(), this.time.random()), this.time.clock());
		this.plugins = parts.plugins.stream().filter((plugin) -> plugin.appliesTo(this.name)).toList();
		this.events = new ClientEvents(this, parts.listeners, this.time.clock());
		CircuitBreakerFactory factory = (parts.breakerFactory != null) ? parts.breakerFactory
				: SlidingWindowCircuitBreaker.factory(this.time.nanoTime(), this.time.random());
		this.breakers = this.settings.circuitBreaker().enabled()
				? new CircuitBreakers(this.name, this.settings.circuitBreaker(), factory, this.events::circuitChanged)
				: null;
		this.limits = limits(parts);
		this.bulkhead = (this.settings.bulkhead().maxConcurrent() != null) ? new Bulkhead(this.settings.bulkhead())
				: null;
		this.cache = cache(parts);
		this.pipeline = new ClientPipeline(this);
	}

	private @Nullable ResponseCache cache(Parts parts) {
		if (!this.settings.cache().enabled()) {
			return null;
		}
		if (parts.cacheStore == null) {
			throw new IllegalStateException("Client '" + this.name
					+ "' has a response cache (cache.enabled) but nothing to store in: hand in a CacheStore.");
		}
		return new ResponseCache(this, this.settings.cache(), parts.cacheStore, parts.strategies);
	}

	private @Nullable RateLimitGuard limits(Parts parts) {
		RateLimitSettings rateLimit = this.settings.rateLimit();
		if (!rateLimit.enabled() || rateLimit.all().isEmpty()) {
			return null;
		}
		if (parts.limiterFactory == null) {
			throw new IllegalStateException("Client '" + this.name
					+ "' has a rate limit (rate-limit.enabled) but nothing to count with: hand in a RateLimiterFactory.");
		}
		return new RateLimitGuard(this, parts.limiterFactory.create(this.name, rateLimit), parts.limitKey);
	}

	/**
	 * Starts to put a client together; all parts are optional.
	 * @param name the client's name, for messages, meters and the endpoint
	 * @param settings its settings
	 */
	public static Parts named(String name, ClientSettings settings) {
		return new Parts(name, settings);
	}

	/**
	 * The client's name.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The settings in force.
	 */
	public ClientSettings settings() {
		return this.settings;
	}

	/**
	 * The filter that makes a {@code WebClient} this client. To be added last: what is
	 * added after it is done once per attempt, unseen by the pipeline.
	 */
	public ClientPipeline pipeline() {
		return this.pipeline;
	}

	/**
	 * The client's retry policy and budget for {@code retryWhen} around a whole reactive
	 * chain, its body decoding included. For calls made with
	 * {@link CallOptions#noRetry()}, or each attempt of the chain will itself be
	 * repeated. The source must make its request anew each time that it is subscribed to,
	 * which {@code WebClient} does.
	 * @param idempotent whether the chain may be run twice although the first run may
	 * have had its effect; if not, only what was never sent is repeated
	 */
	public Retry retry(boolean idempotent) {
		return new ChainRetry(this, idempotent);
	}

	/**
	 * The client's circuit breakers that exist so far: one per host called, or one in
	 * all.
	 */
	public List<CircuitBreaker> circuitBreakers() {
		return (this.breakers != null) ? this.breakers.all() : List.of();
	}

	/**
	 * Tells of the circuit breakers that exist, of each that is made from now on, and of
	 * each that is given up because too many hosts are called.
	 */
	public void watchCircuits(Consumer<CircuitBreaker> onCreated, Consumer<CircuitBreaker> onEvicted) {
		if (this.breakers != null) {
			this.breakers.watch(onCreated, onEvicted);
		}
	}

	/**
	 * The client's response cache, or null if it has none.
	 */
	public @Nullable ResponseCache cache() {
		return this.cache;
	}

	/**
	 * Adds a listener for a while; before and after that it costs nothing. An event that
	 * is under way when it goes may still reach it.
	 * @param listener told after those that the client was made with
	 * @return ends it when disposed of
	 */
	public Disposable listen(ClientEventListener listener) {
		return this.events.add(listener);
	}

	/**
	 * Where the client stands now.
	 */
	public ClientSnapshot snapshot() {
		return new ClientSnapshot(this.name, this.counters.snapshot(),
				new ClientSnapshot.Budget(this.budget.balance(), this.budget.withdrawn(), this.budget.refused()),
				circuitBreakers().stream().map(CircuitBreaker::snapshot).toList(),
				(this.limits != null) ? this.limits.snapshot() : null,
				(this.bulkhead != null) ? this.bulkhead.snapshot() : null,
				(this.cache != null) ? this.cache.snapshot() : null);
	}

	long nanoTime() {
		return this.time.nanoTime().getAsLong();
	}

	InstantSource clock() {
		return this.time.clock();
	}

	TimeAndChance time() {
		return this.time;
	}

	@Nullable Duration callTimeout() {
		return this.callTimeout;
	}

	RetryPolicy retryPolicy() {
		return this.retryPolicy;
	}

	RetryBudget budget() {
		return this.budget;
	}

	@Nullable CircuitBreakers breakers() {
		return this.breakers;
	}

	@Nullable RateLimitGuard limits() {
		return this.limits;
	}

	@Nullable Bulkhead bulkhead() {
		return this.bulkhead;
	}

	List<ClientPlugin> plugins() {
		return this.plugins;
	}

	ClientEvents events() {
		return this.events;
	}

	CallCounters counters() {
		return this.counters;
	}

	Verdict judge(ClientResponse response, int status) {
		return (this.successes != null && this.successes.isSuccess(status)) ? Verdict.SUCCESS
				: judge(status, response.headers().asHttpHeaders());
	}

	Verdict judge(int status, HttpHeaders headers) {
		try {
			return this.classifier.response(status, headers::getFirst);
		}
		catch (RuntimeException ex) {
			return broken(ex);
		}
	}

	Verdict judge(Throwable error) {
		if (error instanceof CallRejectedException) {
			return Verdict.NOT_SENT;
		}
		try {
			return this.classifier.error(error);
		}
		catch (RuntimeException ex) {
			return broken(ex);
		}
	}

	private Verdict broken(RuntimeException ex) {
		logger.warn("The ResponseClassifier of client '" + this.name + "' failed; the attempt counts as failed", ex);
		return Verdict.FAILURE;
	}

	ClientRequest withDeadlineHeader(ClientRequest request, long remainingNanos) {
		String header = this.settings.timeout().deadlineHeader();
		if (header == null || remainingNanos == Long.MAX_VALUE) {
			return request;
		}
		return ClientRequest.from(request)
			.headers((headers) -> headers.set(header, AttemptFilter.headerValue(remainingNanos)))
			.build();
	}

	/**
	 * What a client is put together from.
	 */
	public static final class Parts {

		private final String name;

		private final ClientSettings settings;

		private TimeAndChance time = TimeAndChance.system();

		private @Nullable ResponseClassifier classifier;

		private @Nullable CircuitBreakerFactory breakerFactory;

		private @Nullable RateLimiterFactory limiterFactory;

		private @Nullable RateLimitKey limitKey;

		private @Nullable CacheStore cacheStore;

		private ExchangeStrategies strategies = ExchangeStrategies.withDefaults();

		private List<RetryCondition> conditions = List.of();

		private List<ClientPlugin> plugins = List.of();

		private List<ClientEventListener> listeners = List.of();

		private Parts(String name, ClientSettings settings) {
			this.name = name;
			this.settings = settings;
		}

		/** Other than the real time and chance. */
		public Parts time(TimeAndChance time) {
			this.time = time;
			return this;
		}

		/** Instead of the one that follows the settings. */
		public Parts classifier(@Nullable ResponseClassifier classifier) {
			this.classifier = classifier;
			return this;
		}

		/** Instead of the built-in kind of breaker. */
		public Parts breakerFactory(@Nullable CircuitBreakerFactory factory) {
			this.breakerFactory = factory;
			return this;
		}

		/** What counts requests; needed if the settings have a rate limit. */
		public Parts limiterFactory(@Nullable RateLimiterFactory factory) {
			this.limiterFactory = factory;
			return this;
		}

		/** Splits what the rate limit counts, unless the settings do. */
		public Parts limitKey(@Nullable RateLimitKey key) {
			this.limitKey = key;
			return this;
		}

		/** Where responses are stored; needed if the settings have a cache. */
		public Parts cacheStore(@Nullable CacheStore store) {
			this.cacheStore = store;
			return this;
		}

		/**
		 * Decodes what comes from the cache, until a response of the remote has told what
		 * the {@code WebClient} uses.
		 */
		public Parts strategies(ExchangeStrategies strategies) {
			this.strategies = strategies;
			return this;
		}

		/** Asked in this order, before the settings. */
		public Parts conditions(List<RetryCondition> conditions) {
			this.conditions = List.copyOf(conditions);
			return this;
		}

		/**
		 * The first one outermost; those that do not apply to the client are left out.
		 */
		public Parts plugins(List<ClientPlugin> plugins) {
			this.plugins = List.copyOf(plugins);
			return this;
		}

		/** Told in this order. */
		public Parts listeners(List<ClientEventListener> listeners) {
			this.listeners = List.copyOf(listeners);
			return this;
		}

		/**
		 * The client.
		 */
		public WrappedClient build() {
			return new WrappedClient(this);
		}

	}

}
