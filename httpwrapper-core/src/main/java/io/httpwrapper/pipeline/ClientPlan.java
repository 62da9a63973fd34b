package io.httpwrapper.pipeline;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.httpwrapper.policy.AttemptOutcome;
import io.httpwrapper.policy.Backoff;
import io.httpwrapper.policy.Bulkhead;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.RetryPolicy;
import io.httpwrapper.policy.RetryReason;
import io.httpwrapper.policy.StandardResponseClassifier;
import io.httpwrapper.policy.Verdict;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.FallbackSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * What a client's settings come to: the stages, and what they need. A call reads its
 * client's plan once, when it begins, and keeps to it, so that settings can be changed
 * under calls that are under way. Immutable; what it refers to may have a state, which
 * plans that follow each other share.
 */
final class ClientPlan {

	private static final Log logger = LogFactory.getLog(ClientPlan.class);

	private final WrappedClient client;

	private final ClientSettings settings;

	private final @Nullable Duration callTimeout;

	private final ResponseClassifier classifier;

	/** The same if it is ours, which knows most successes without the headers. */
	private final @Nullable StandardResponseClassifier successes;

	private final RetryPolicy retryPolicy;

	private final @Nullable CircuitBreakers breakers;

	private final @Nullable QuotaGuard quotas;

	private final @Nullable RateLimitGuard limits;

	private final @Nullable Bulkhead bulkhead;

	private final @Nullable ResponseCache cache;

	private final Beans beans;

	private final @Nullable AttemptObserver observer;

	private final Stage first;

	ClientPlan(WrappedClient client, ClientSettings settings, Kernels kernels, Beans beans) {
		this.client = client;
		this.settings = settings;
		this.callTimeout = callTimeout(settings);
		this.classifier = (beans.classifier() != null) ? beans.classifier()
				: new StandardResponseClassifier(settings.classifier());
		this.successes = (this.classifier instanceof StandardResponseClassifier standard) ? standard : null;
		this.retryPolicy = new RetryPolicy(settings.retry(), beans.conditions(), client.budget(),
				new Backoff(settings.retry(), client.time().random()), client.clock());
		this.breakers = kernels.breakers();
		this.quotas = kernels.quotas();
		this.limits = kernels.limits();
		this.bulkhead = kernels.bulkhead();
		this.cache = kernels.cache();
		this.beans = beans;
		this.observer = settings.observation().attempts() ? beans.observer() : null;
		this.first = ClientPipeline.stages(this);
	}

	static @Nullable Duration callTimeout(ClientSettings settings) {
		Duration timeout = settings.timeout().call();
		return timeout.isZero() ? null : timeout;
	}

	WrappedClient client() {
		return this.client;
	}

	ClientSettings settings() {
		return this.settings;
	}

	@Nullable Duration callTimeout() {
		return this.callTimeout;
	}

	RetryPolicy retryPolicy() {
		return this.retryPolicy;
	}

	@Nullable CircuitBreakers breakers() {
		return this.breakers;
	}

	@Nullable QuotaGuard quotas() {
		return this.quotas;
	}

	@Nullable RateLimitGuard limits() {
		return this.limits;
	}

	@Nullable Bulkhead bulkhead() {
		return this.bulkhead;
	}

	@Nullable ResponseCache cache() {
		return this.cache;
	}

	Beans beans() {
		return this.beans;
	}

	/** Whether there is anything that may answer instead of a failure. */
	boolean hasFallback() {
		FallbackSettings fallback = this.settings.fallback();
		return fallback.enabled() && (fallback.status() != null || this.beans.fallback() != null);
	}

	/** Who observes attempts, or null. */
	@Nullable AttemptObserver observer() {
		return this.observer;
	}

	/** What a call enters. */
	Stage first() {
		return this.first;
	}

	Verdict judge(ClientResponse response, int status) {
		return (this.successes != null && this.successes.isSuccess(status)) ? Verdict.SUCCESS
				: judge(status, response.headers().asHttpHeaders());
	}

	Verdict judge(int status, HttpHeaders headers) {
		try {
			return this.classifier.response(status, headers::getFirst);
		}
		catch (Throwable ex) {
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
		catch (Throwable ex) {
			return broken(ex);
		}
	}

	private Verdict broken(Throwable ex) {
		Fatal.rethrow(ex);
		logger.warn(
				"The ResponseClassifier of client '" + this.client.name() + "' failed; the attempt counts as failed",
				ex);
		return Verdict.FAILURE;
	}

	/**
	 * A condition that throws is a bug of the application's; it must neither hang the
	 * call nor stand in for what became of it.
	 */
	RetryDecision decide(AttemptOutcome outcome, long refusedNanos) {
		try {
			return this.retryPolicy.decide(outcome, refusedNanos);
		}
		catch (Throwable ex) {
			Fatal.rethrow(ex);
			logger.warn("A RetryCondition of client '" + this.client.name() + "' failed; nothing is repeated", ex);
			return new RetryDecision(RetryReason.NOT_WORTH, 0);
		}
	}

	/**
	 * How long the circuit to a remote will refuse all attempts from now on, unless
	 * somebody closes it: 0 if it is not open, {@link Long#MAX_VALUE} if it is forced
	 * open. A half-open one may let the next attempt in at any time.
	 */
	long refusedNanos(URI url, long now) {
		if (this.breakers == null) {
			return 0;
		}
		CircuitBreaker breaker = BreakerGuard.of(url, this.breakers);
		return switch (breaker.snapshot().state()) {
			case OPEN -> breaker.untilTrialNanos(now);
			case FORCED_OPEN -> Long.MAX_VALUE;
			default -> 0;
		};
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
	 * What has a state that outlives the plan; null where the client has none.
	 */
	record Kernels(@Nullable CircuitBreakers breakers, @Nullable QuotaGuard quotas, @Nullable RateLimitGuard limits,
			@Nullable Bulkhead bulkhead, @Nullable ResponseCache cache) {
	}

	/**
	 * What the application decides itself, whatever the settings.
	 */
	record Beans(@Nullable ResponseClassifier classifier, List<RetryCondition> conditions, @Nullable Fallback fallback,
			ExchangeStrategies strategies, @Nullable AttemptObserver observer) {
	}

}
