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
 * What the settings of a client come to: rules, kernels, and the stages that use them. A
 * call reads its client's plan once, when it begins, and keeps to it, so that settings
 * can be changed while calls are under way. Immutable; what it refers to may have a
 * state, which the plans of a client share.
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

	/** Whether there is anything that may answer instead of a failure. */
	boolean hasFallback() {
		FallbackSettings fallback = this.settings.fallback();
		return fallback.enabled() && (fallback.status() != null || this.parts.fallback() != null);
	}

	/** Who observes attempts, or null. */
	@Nullable AttemptObserver observer() {
		return this.settings.observation().attempts() ? this.parts.observer() : null;
	}

	/** The stage that a call enters. */
	Stage first() {
		return this.first;
	}

	/**
	 * What has a state that outlives the plan; null where the client has none.
	 */
	record Kernels(@Nullable CircuitBreakers breakers, @Nullable QuotaGuard quotas, @Nullable RateLimitGuard limits,
			@Nullable Bulkhead bulkhead, @Nullable ClientCache cache) {
	}

}
