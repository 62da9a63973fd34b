package io.httpwrapper.pipeline;

import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.Check;
import io.httpwrapper.policy.CircuitBreakerFactory;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

/**
 * What a client keeps while its settings change: its circuits, budget, limits, places and
 * cache. Makes the {@link ClientPlan}s that use them. What is switched off is kept, and
 * goes on with what it knew when it is switched on again.
 * <p>
 * Changed by one thread at a time: the client's lock guards it.
 */
final class ClientState {

	private final WrappedClient client;

	private final RetryBudget budget;

	private final @Nullable CircuitBreakers breakers;

	private final @Nullable RateLimiterFactory limiterFactory;

	private final @Nullable RateLimitKey limitKey;

	private final ClientPlan.Beans beans;

	private @Nullable ResponseCache cache;

	private @Nullable RateLimitGuard limits;

	private @Nullable QuotaGuard quotas;

	private @Nullable Bulkhead bulkhead;

	ClientState(WrappedClient client, WrappedClientBuilder parts) {
		ClientSettings settings = parts.settings;
		TimeAndChance time = parts.time;
		this.client = client;
		this.budget = new RetryBudget(settings.retry().budget(), time.nanoTime());
		this.limiterFactory = parts.limiterFactory;
		this.limitKey = parts.limitKey;
		this.beans = new ClientPlan.Beans(parts.classifier, parts.conditions, parts.fallback, parts.strategies,
				parts.observer);
		CircuitBreakerFactory factory = (parts.breakerFactory != null) ? parts.breakerFactory
				: SlidingWindowCircuitBreaker.factory(time.nanoTime(), time.random());
		this.breakers = settings.circuitBreaker().enabled()
				? new CircuitBreakers(parts.name, settings.circuitBreaker(), factory, client.events()::circuitChanged)
				: null;
		this.limits = limits(settings.rateLimit());
		this.quotas = quotas(settings.rateLimit());
		this.bulkhead = bulkhead(settings.bulkhead());
		this.cache = cache(parts);
	}

	/** The first plan. */
	ClientPlan plan(ClientSettings settings) {
		return plan(settings, this.quotas, this.limits, this.bulkhead, this.cache);
	}

	private ClientPlan plan(ClientSettings settings, @Nullable QuotaGuard quotas, @Nullable RateLimitGuard limits,
			@Nullable Bulkhead bulkhead, @Nullable ResponseCache cache) {
		return new ClientPlan(this.client, settings,
				new ClientPlan.Kernels(this.breakers, quotas, limits, bulkhead, cache), this.beans);
	}

	/**
	 * The plan that follows, with all that is here adjusted to it.
	 * @throws io.httpwrapper.policy.InvalidSettingException and then nothing has changed
	 */
	ClientPlan change(ClientSettings before, ClientSettings settings) {
		FixedSettings.check(before, settings);
		checkAdjustable(before, settings);
		RateLimitGuard limits = limits(settings.rateLimit());
		QuotaGuard quotas = quotas(settings.rateLimit());
		Bulkhead bulkhead = bulkhead(settings.bulkhead());
		ResponseCache cache = (this.cache != null) ? this.cache.with(settings.cache(), ClientPlan.callTimeout(settings))
				: null;
		ClientPlan next = plan(settings, quotas, limits, bulkhead, cache);
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
		this.cache = cache;
		return next;
	}

	private void checkAdjustable(ClientSettings before, ClientSettings after) {
		boolean chaos = this.client.plugins().stream().anyMatch(ChaosPlugin.class::isInstance);
		Check.that("chaos", chaos || !after.chaos().isActive() || after.chaos().equals(before.chaos()),
				"stay off while the application runs, since it was started without httpwrapper.chaos.enabled=true",
				after.chaos());
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

	private @Nullable ResponseCache cache(WrappedClientBuilder parts) {
		CacheSettings cache = parts.settings.cache();
		if (!cache.enabled()) {
			return null;
		}
		if (parts.cacheStore == null) {
			throw new IllegalStateException("Client '" + this.client.name()
					+ "' has a response cache (cache.enabled) but nothing to store in: hand in a CacheStore.");
		}
		return new ResponseCache(this.client, cache, ClientPlan.callTimeout(parts.settings), parts.cacheStore,
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
			throw new IllegalStateException("Client '" + this.client.name()
					+ "' has a rate limit (rate-limit.enabled) but nothing to count with: hand in a RateLimiterFactory.");
		}
		return new RateLimitGuard(this.client, settings, this.limiterFactory.create(this.client.name(), settings),
				this.limitKey);
	}

	/** With what is known already. */
	private @Nullable QuotaGuard quotas(RateLimitSettings settings) {
		if (!settings.enabled() || !settings.learn()) {
			return null;
		}
		return (this.quotas != null) ? this.quotas : new QuotaGuard(this.client, settings, this.limitKey);
	}

	/** With the places that are in use, if there are any. */
	private @Nullable Bulkhead bulkhead(BulkheadSettings settings) {
		if (settings.maxConcurrent() == null) {
			return null;
		}
		return (this.bulkhead != null) ? this.bulkhead : new Bulkhead(settings);
	}

	RetryBudget budget() {
		return this.budget;
	}

	@Nullable CircuitBreakers breakers() {
		return this.breakers;
	}

}
