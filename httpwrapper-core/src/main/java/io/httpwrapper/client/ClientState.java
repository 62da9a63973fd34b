package io.httpwrapper.client;

import java.util.List;
import java.util.stream.Stream;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.pipeline.caching.CacheState;
import io.httpwrapper.pipeline.caching.ClientCache;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.pipeline.limit.QuotaGuard;
import io.httpwrapper.pipeline.limit.RateLimitGuard;
import io.httpwrapper.pipeline.plugin.AuthPlugin;
import io.httpwrapper.pipeline.plugin.ChaosPlugin;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.Check;
import io.httpwrapper.policy.CircuitBreakerFactory;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.SlidingWindowCircuitBreaker;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

/**
 * What a client keeps while its settings change: its circuits, budget, limits, bulkhead
 * and cache. Makes the {@link ClientPlan}s that use them. What is switched off is kept,
 * and goes on with what it knew when it is switched on again.
 * <p>
 * Changed by one thread at a time: the client's lock guards it.
 */
final class ClientState {

	private final ClientParts parts;

	private final @Nullable CircuitBreakers breakers;

	private final @Nullable RateLimiterFactory limiterFactory;

	private final @Nullable RateLimitKey limitKey;

	private final @Nullable CacheState cache;

	private @Nullable RateLimitGuard limits;

	private @Nullable QuotaGuard quotas;

	private @Nullable Bulkhead bulkhead;

	ClientState(ClientCore core, WrappedClientBuilder builder) {
		ClientSettings settings = builder.settings;
		TimeAndChance time = builder.time;
		this.parts = new ClientParts(core, new RetryBudget(settings.retry().budget(), time.nanoTime()),
				plugins(builder), builder.wire, builder.classifier, builder.conditions, builder.fallback,
				builder.strategies, builder.observer);
		this.limiterFactory = builder.limiterFactory;
		this.limitKey = builder.limitKey;
		CircuitBreakerFactory factory = (builder.breakerFactory != null) ? builder.breakerFactory
				: SlidingWindowCircuitBreaker.factory(time.nanoTime(), time.random());
		this.breakers = settings.circuitBreaker().enabled()
				? new CircuitBreakers(core.name(), settings.circuitBreaker(), factory, core.events()::circuitChanged)
				: null;
		this.limits = limits(settings.rateLimit());
		this.quotas = quotas(settings.rateLimit());
		this.bulkhead = bulkhead(settings.bulkhead());
		this.cache = cache(builder);
	}

	private static List<ClientPlugin> plugins(WrappedClientBuilder builder) {
		Stream<ClientPlugin> applied = builder.plugins.stream().filter((plugin) -> plugin.appliesTo(builder.name));
		// last: what is signed is what is sent
		Stream<AuthPlugin> credentials = Stream
			.ofNullable(AuthPlugin.of(builder.name, builder.settings, builder.tokens, builder.time));
		return Stream.concat(applied, credentials).toList();
	}

	private @Nullable CacheState cache(WrappedClientBuilder builder) {
		if (!builder.settings.cache().enabled()) {
			return null;
		}
		if (builder.cacheStore == null) {
			throw new IllegalStateException("Client '" + name()
					+ "' has a response cache (cache.enabled) but nothing to store in: hand in a CacheStore.");
		}
		List<ClientPlugin> plugins = this.parts.plugins();
		return new CacheState(this.parts.core(), builder.settings.cache(), builder.cacheStore, builder.strategies,
				plugins.stream().anyMatch(ClientPlugin::addsCredentialsOfCallers),
				plugins.stream().anyMatch(AuthPlugin.class::isInstance));
	}

	private String name() {
		return this.parts.core().name();
	}

	/** The first plan. */
	ClientPlan plan(ClientSettings settings) {
		return plan(settings, this.quotas, this.limits, this.bulkhead);
	}

	private ClientPlan plan(ClientSettings settings, @Nullable QuotaGuard quotas, @Nullable RateLimitGuard limits,
			@Nullable Bulkhead bulkhead) {
		ClientCache cache = (this.cache != null) ? new ClientCache(this.cache, settings.cache()) : null;
		return new ClientPlan(this.parts, settings,
				new ClientPlan.Kernels(this.breakers, quotas, limits, bulkhead, cache));
	}

	/**
	 * The plan that follows, with everything here adjusted to it.
	 * @throws io.httpwrapper.policy.InvalidSettingException if the settings are refused.
	 * Then, and if code of the application throws that has to follow them, nothing has
	 * changed
	 */
	ClientPlan change(ClientSettings before, ClientSettings settings) {
		FixedSettings.check(before, settings);
		checkAdjustable(before, settings);
		RateLimitGuard limits = limits(settings.rateLimit());
		QuotaGuard quotas = quotas(settings.rateLimit());
		Bulkhead bulkhead = bulkhead(settings.bulkhead());
		ClientPlan next = plan(settings, quotas, limits, bulkhead);
		adjust(before, settings, limits);
		// from here on nothing fails
		this.parts.budget().change(settings.retry().budget());
		if (limits != null) {
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
		return next;
	}

	/**
	 * Changes breakers and limiters, which may be the application's own. If one throws,
	 * those that have followed are changed back.
	 */
	private void adjust(ClientSettings before, ClientSettings settings, @Nullable RateLimitGuard limits) {
		try {
			if (this.breakers != null) {
				this.breakers.change(settings.circuitBreaker());
			}
			if (limits != null) {
				limits.adjust();
			}
		}
		catch (Throwable ex) {
			UserCode.rethrowFatal(ex);
			if (this.breakers != null) {
				changeBack(ex, () -> this.breakers.change(before.circuitBreaker()));
			}
			if (this.limits != null) {
				changeBack(ex, this.limits::adjust);
			}
			throw ex;
		}
	}

	private static void changeBack(Throwable cause, Runnable change) {
		try {
			change.run();
		}
		catch (Throwable ex) {
			UserCode.rethrowFatal(ex);
			cause.addSuppressed(ex);
		}
	}

	private void checkAdjustable(ClientSettings before, ClientSettings after) {
		boolean chaos = this.parts.plugins().stream().anyMatch(ChaosPlugin.class::isInstance);
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

	/** With the tokens there are, if there are any. */
	private @Nullable RateLimitGuard limits(RateLimitSettings settings) {
		if (!settings.enabled() || settings.all().isEmpty()) {
			return null;
		}
		if (this.limits != null) {
			return this.limits.with(settings);
		}
		if (this.limiterFactory == null) {
			throw new IllegalStateException("Client '" + name()
					+ "' has a rate limit (rate-limit.enabled) but nothing to count with: hand in a RateLimiterFactory.");
		}
		return new RateLimitGuard(this.parts.core(), settings, this.limiterFactory.create(name(), settings),
				this.limitKey);
	}

	/** With what is known already. */
	private @Nullable QuotaGuard quotas(RateLimitSettings settings) {
		if (!settings.enabled() || !settings.learn()) {
			return null;
		}
		return (this.quotas != null) ? this.quotas : new QuotaGuard(this.parts.core(), settings, this.limitKey);
	}

	/** With the permits that are in use, if there are any. */
	private @Nullable Bulkhead bulkhead(BulkheadSettings settings) {
		if (settings.maxConcurrent() == null) {
			return null;
		}
		return (this.bulkhead != null) ? this.bulkhead : new Bulkhead(settings);
	}

	RetryBudget budget() {
		return this.parts.budget();
	}

	ClientSnapshot.@Nullable Cache cacheSnapshot() {
		return (this.cache != null) ? this.cache.snapshot() : null;
	}

	@Nullable ResponseCache responseCache() {
		return (this.cache != null) ? new ResponseCache(this.cache) : null;
	}

	@Nullable CircuitBreakers breakers() {
		return this.breakers;
	}

}
