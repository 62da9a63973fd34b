package io.httpwrapper.pipeline.retry;

import java.net.URI;

import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.policy.AttemptOutcome;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.RetryDecision;
import io.httpwrapper.policy.RetryPolicy;
import io.httpwrapper.policy.RetryReason;
import io.httpwrapper.policy.Verdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an attempt is repeated. It asks the {@link RetryPolicy}, and says how
 * long the circuit would refuse another attempt. Thread-safe.
 */
public final class RetryRules {

	private static final Log logger = LogFactory.getLog(RetryRules.class);

	private final String client;

	private final RetryPolicy policy;

	private final @Nullable CircuitBreakers breakers;

	/**
	 * @param breakers the client's breakers, or null if it has none
	 */
	public RetryRules(String client, RetryPolicy policy, @Nullable CircuitBreakers breakers) {
		this.client = client;
		this.policy = policy;
		this.breakers = breakers;
	}

	/** Whether a response needs no decision and is handed on, like most responses. */
	boolean passes(Verdict verdict, int status) {
		return this.policy.passes(verdict, status);
	}

	/**
	 * Decides whether an attempt is repeated. If a condition of the application throws,
	 * the attempt is not repeated, and the call ends with the outcome of the attempt.
	 * @param refusedNanos how long the remote's circuit will refuse all attempts
	 */
	public RetryDecision decide(AttemptOutcome outcome, long refusedNanos) {
		try {
			return this.policy.decide(outcome, refusedNanos);
		}
		catch (Throwable ex) {
			UserCode.rethrowFatal(ex);
			logger.warn("A RetryCondition of client '" + this.client + "' failed; nothing is repeated", ex);
			return new RetryDecision(RetryReason.NOT_WORTH, 0);
		}
	}

	/**
	 * How long the circuit to a remote will refuse all attempts, unless it is closed by
	 * hand. 0 if the circuit is not open, {@link Long#MAX_VALUE} if it is forced open. A
	 * half-open circuit may let the next attempt in at any time.
	 */
	public long refusedNanos(URI url, long now) {
		if (this.breakers == null) {
			return 0;
		}
		CircuitBreaker breaker = this.breakers.forHost(url);
		return switch (breaker.snapshot().state()) {
			case OPEN -> breaker.untilTrialNanos(now);
			case FORCED_OPEN -> Long.MAX_VALUE;
			default -> 0;
		};
	}

}
