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
 * The state that a client keeps while its settings change: circuits, retry budget,
 * limits, bulkhead and cache. It makes the {@link ClientPlan}s that use this state. A
 * part that is switched off is kept. When it is switched on again, it continues with its
 * old state.
 * <p>
 * Only one thread at a time changes it: the client's lock guards it.
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
		// last, so that no plugin changes a request after it was signed
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
					+ "' has a response cache (cache.enabled) but no store for it: pass a CacheStore to the builder.");
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
	 * Makes the plan for other settings, and adjusts the state to it.
	 * @throws io.httpwrapper.policy.InvalidSettingException if the settings are refused.
	 * Nothing has changed then. The same holds if code of the application throws while it
	 * is adjusted
	 */
	ClientPlan change(ClientSettings before, ClientSettings settings) {
		FixedSettings.check(before, settings);
		checkAdjustable(before, settings);
		RateLimitGuard limits = limits(settings.rateLimit());
		QuotaGuard quotas = quotas(settings.rateLimit());
		Bulkhead bulkhead = bulkhead(settings.bulkhead());
		ClientPlan next = plan(settings, quotas, limits, bulkhead);
		adjust(before, settings, limits);
		// nothing below this line can fail
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
	 * Changes breakers and limiters, which may be the application's own. If one of them
	 * throws, those already changed are changed back.
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
				"stay unchanged while the application runs, since its own breaker is not a CircuitBreaker.Adjustable",
				"changed");
		RateLimitGuard limits = this.limits;
		boolean adjustable = limits == null || limits.isAdjustable()
				|| before.rateLimit().all().equals(after.rateLimit().all());
		Check.that("rate-limit", adjustable,
				"keep its limits while the application runs, since its RateLimiter is shared with other processes or is not adjustable",
				"changed");
	}

	/** Keeps the tokens of the existing guard, if there is one. */
	private @Nullable RateLimitGuard limits(RateLimitSettings settings) {
		if (!settings.enabled() || settings.all().isEmpty()) {
			return null;
		}
		if (this.limits != null) {
			return this.limits.with(settings);
		}
		if (this.limiterFactory == null) {
			throw new IllegalStateException("Client '" + name()
					+ "' has a rate limit (rate-limit.enabled) but no limiter for it: pass a RateLimiterFactory to the builder.");
		}
		return new RateLimitGuard(this.parts.core(), settings, this.limiterFactory.create(name(), settings),
				this.limitKey);
	}

	/** Keeps the quotas that are known already. */
	private @Nullable QuotaGuard quotas(RateLimitSettings settings) {
		if (!settings.enabled() || !settings.learn()) {
			return null;
		}
		return (this.quotas != null) ? this.quotas : new QuotaGuard(this.parts.core(), settings, this.limitKey);
	}

	/** Keeps the permits of the existing bulkhead, if there is one. */
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
