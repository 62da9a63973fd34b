package io.httpwrapper.pipeline;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.Check;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakerFactory;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.Disposable;
import reactor.util.retry.Retry;

/**
 * One named client: its settings, its state, and the {@link #pipeline()} that uses both.
 * Thread-safe. Holds no connection and no thread.
 */
public final class WrappedClient {

	private final String name;

	private final TimeAndChance time;

	private final RetryBudget budget;

	private final @Nullable CircuitBreakers breakers;

	private final @Nullable RateLimiterFactory limiterFactory;

	private final @Nullable RateLimitKey limitKey;

	private final ClientPlan.Beans beans;

	private final List<ClientPlugin> plugins;

	private final ClientEvents events;

	private final CallCounters counters = new CallCounters();

	private final List<Consumer<ClientSettings>> watchers = new CopyOnWriteArrayList<>();

	private final ClientPipeline pipeline;

	/** The last one, which may be off at the moment; guarded by this. */
	private @Nullable RateLimitGuard limits;

	/** Likewise. */
	private @Nullable QuotaGuard quotas;

	/** Likewise. */
	private @Nullable Bulkhead bulkhead;

	private volatile ClientPlan plan;

	private WrappedClient(Parts parts) {
		ClientSettings settings = parts.settings;
		this.name = parts.name;
		this.time = parts.time;
		this.budget = new RetryBudget(settings.retry().budget(), this.time.nanoTime());
		this.limiterFactory = parts.limiterFactory;
		this.limitKey = parts.limitKey;
		this.beans = new ClientPlan.Beans(parts.classifier, parts.conditions);
		this.plugins = parts.plugins.stream().filter((plugin) -> plugin.appliesTo(this.name)).toList();
		this.events = new ClientEvents(this, parts.listeners, this.time.clock());
		CircuitBreakerFactory factory = (parts.breakerFactory != null) ? parts.breakerFactory
				: SlidingWindowCircuitBreaker.factory(this.time.nanoTime(), this.time.random());
		this.breakers = settings.circuitBreaker().enabled()
				? new CircuitBreakers(this.name, settings.circuitBreaker(), factory, this.events::circuitChanged)
				: null;
		this.limits = limits(settings.rateLimit());
		this.quotas = quotas(settings.rateLimit());
		this.bulkhead = bulkhead(settings.bulkhead());
		this.plan = new ClientPlan(this, settings,
				new ClientPlan.Kernels(this.breakers, this.quotas, this.limits, this.bulkhead, cache(parts)),
				this.beans);
		this.pipeline = new ClientPipeline(this);
	}

	private @Nullable ResponseCache cache(Parts parts) {
		CacheSettings cache = parts.settings.cache();
		if (!cache.enabled()) {
			return null;
		}
		if (parts.cacheStore == null) {
			throw new IllegalStateException("Client '" + this.name
					+ "' has a response cache (cache.enabled) but nothing to store in: hand in a CacheStore.");
		}
		return new ResponseCache(this, cache, ClientPlan.callTimeout(parts.settings), parts.cacheStore,
				parts.strategies);
	}

	/** With the tokens there are, if there are any. */
	private @Nullable RateLimitGuard limits(RateLimitSettings settings) {
		if (!settings.enabled() || settings.all().isEmpty()) {
			return null;
		}
		if (this.limits != null) {
			return this.limits.with(settings);
		}
		if (this.limiterFactory == null) {
			throw new IllegalStateException("Client '" + this.name
					+ "' has a rate limit (rate-limit.enabled) but nothing to count with: hand in a RateLimiterFactory.");
		}
		return new RateLimitGuard(this, settings, this.limiterFactory.create(this.name, settings), this.limitKey);
	}

	/** With what is known already. */
	private @Nullable QuotaGuard quotas(RateLimitSettings settings) {
		if (!settings.enabled() || !settings.learn()) {
			return null;
		}
		return (this.quotas != null) ? this.quotas : new QuotaGuard(this, settings, this.limitKey);
	}

	/** With the places that are in use, if there are any. */
	private @Nullable Bulkhead bulkhead(BulkheadSettings settings) {
		if (settings.maxConcurrent() == null) {
			return null;
		}
		return (this.bulkhead != null) ? this.bulkhead : new Bulkhead(settings);
	}

	/**
	 * Goes on with other settings. What the client has learnt and has under way stays:
	 * its circuits and what they have measured, the balance of its retry budget, places
	 * in use, tokens left, stored responses. Calls under way end with the settings that
	 * they began with, as far as limits are not shared with those that follow.
	 * <p>
	 * A circuit that is open stays so for the time that it was opened for; a window of
	 * another length starts empty. A bulkhead or a rate limit that is switched on knows
	 * nothing of what was sent before.
	 * @param settings checked as a whole; if they are refused, nothing has changed
	 * @throws io.httpwrapper.policy.InvalidSettingException if one of them differs that
	 * is fixed as long as the client exists: what connections, the store of responses and
	 * the counting of requests are made with, and whether there are circuit breakers and
	 * a cache at all. The same if an own {@link CircuitBreaker} or
	 * {@link io.httpwrapper.policy.RateLimiter} is not adjustable
	 */
	public synchronized void change(ClientSettings settings) {
		ClientSettings before = this.plan.settings();
		FixedSettings.check(before, settings);
		checkAdjustable(before, settings);
		RateLimitGuard limits = limits(settings.rateLimit());
		QuotaGuard quotas = quotas(settings.rateLimit());
		Bulkhead bulkhead = bulkhead(settings.bulkhead());
		ResponseCache cache = this.plan.cache();
		ClientPlan next = new ClientPlan(this, settings,
				new ClientPlan.Kernels(this.breakers, quotas, limits, bulkhead,
						(cache != null) ? cache.with(settings.cache(), ClientPlan.callTimeout(settings)) : null),
				this.beans);
		// from here on nothing fails
		this.budget.change(settings.retry().budget());
		if (this.breakers != null) {
			this.breakers.change(settings.circuitBreaker());
		}
		if (limits != null) {
			limits.adjust();
			this.limits = limits;
		}
		if (quotas != null) {
			quotas.change(settings.rateLimit());
			this.quotas = quotas;
		}
		if (bulkhead != null) {
			bulkhead.change(settings.bulkhead());
			this.bulkhead = bulkhead;
		}
		this.plan = next;
		this.watchers.forEach((watcher) -> watcher.accept(settings));
	}

	private void checkAdjustable(ClientSettings before, ClientSettings after) {
		boolean sameCircuits = before.circuitBreaker().equals(after.circuitBreaker());
		Check.that("circuit-breaker", sameCircuits || this.breakers == null || this.breakers.areAdjustable(),
				"stay as it is while the application runs, since its own breaker is no CircuitBreaker.Adjustable",
				"changed");
		RateLimitGuard limits = this.limits;
		boolean adjustable = limits == null || limits.isAdjustable()
				|| before.rateLimit().all().equals(after.rateLimit().all());
		Check.that("rate-limit", adjustable,
				"keep its limits while the application runs, since they are counted by what others share or the application has made",
				"changed");
	}

	/**
	 * Tells of settings that are changed from now on, on the thread that changes them.
	 * @param onChanged told of the settings in force from then on; must not block or
	 * throw
	 */
	public void watchSettings(Consumer<ClientSettings> onChanged) {
		this.watchers.add(onChanged);
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
	 * The settings in force for calls that begin now.
	 */
	public ClientSettings settings() {
		return this.plan.settings();
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
		return this.plan.cache();
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
		ClientPlan plan = this.plan;
		return new ClientSnapshot(this.name, this.counters.snapshot(),
				new ClientSnapshot.Budget(this.budget.balance(), this.budget.withdrawn(), this.budget.refused()),
				circuitBreakers().stream().map(CircuitBreaker::snapshot).toList(),
				(plan.limits() != null) ? plan.limits().snapshot() : null,
				(plan.quotas() != null) ? plan.quotas().snapshot() : null,
				(plan.bulkhead() != null) ? plan.bulkhead().snapshot() : null,
				(plan.cache() != null) ? plan.cache().snapshot() : null);
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

	ClientPlan plan() {
		return this.plan;
	}

	RetryBudget budget() {
		return this.budget;
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
