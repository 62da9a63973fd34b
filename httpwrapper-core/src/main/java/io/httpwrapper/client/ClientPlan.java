package io.httpwrapper.client;

import io.httpwrapper.pipeline.attempt.AttemptObserver;
import io.httpwrapper.pipeline.caching.ClientCache;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.Deadlines;
import io.httpwrapper.pipeline.call.Judge;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.pipeline.limit.QuotaGuard;
import io.httpwrapper.pipeline.limit.RateLimitGuard;
import io.httpwrapper.pipeline.retry.RetryRules;
import io.httpwrapper.policy.Backoff;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RetryPolicy;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.FallbackSettings;
import org.jspecify.annotations.Nullable;

/**
 * The rules, kernels and stages that follow from a client's settings. A call reads the
 * plan once, when it begins, and keeps it. So settings can change while calls are under
 * way. The plan is immutable. The kernels that it refers to may have a state; all plans
 * of a client share that state.
 */
final class ClientPlan {

	private final ClientParts parts;

	private final ClientSettings settings;

	private final Kernels kernels;

	private final Deadlines deadlines;

	private final Judge judge;

	private final RetryRules retryRules;

	private final Stage first;

	ClientPlan(ClientParts parts, ClientSettings settings, Kernels kernels) {
		ClientCore core = parts.core();
		this.parts = parts;
		this.settings = settings;
		this.kernels = kernels;
		this.deadlines = new Deadlines(settings.timeout().call(), core.time());
		this.judge = new Judge(core.name(), settings.classifier(), parts.classifier());
		this.retryRules = new RetryRules(core.name(), new RetryPolicy(settings.retry(), parts.conditions(),
				parts.budget(), new Backoff(settings.retry(), core.time().random()), core.time().clock()),
				kernels.breakers());
		this.first = ClientPipeline.stages(this);
	}

	ClientParts parts() {
		return this.parts;
	}

	ClientSettings settings() {
		return this.settings;
	}

	Kernels kernels() {
		return this.kernels;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	Judge judge() {
		return this.judge;
	}

	RetryRules retryRules() {
		return this.retryRules;
	}

	/** Whether the client has a fallback, by the application or by the settings. */
	boolean hasFallback() {
		FallbackSettings fallback = this.settings.fallback();
		return fallback.enabled() && (fallback.status() != null || this.parts.fallback() != null);
	}

	/** The observer of attempts, or null. */
	@Nullable AttemptObserver observer() {
		return this.settings.observation().attempts() ? this.parts.observer() : null;
	}

	/** The stage that a call starts with. */
	Stage first() {
		return this.first;
	}

	/**
	 * The parts whose state outlives the plan; null where the client has none.
	 */
	record Kernels(@Nullable CircuitBreakers breakers, @Nullable QuotaGuard quotas, @Nullable RateLimitGuard limits,
			@Nullable Bulkhead bulkhead, @Nullable ClientCache cache) {
	}

}
