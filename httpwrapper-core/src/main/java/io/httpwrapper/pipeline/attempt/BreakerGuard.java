package io.httpwrapper.pipeline.attempt;

import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.Permit;

/**
 * Asks the circuit breaker of the attempt's host, or of the client.
 */
public final class BreakerGuard implements Guard {

	private final CircuitBreakers breakers;

	public BreakerGuard(CircuitBreakers breakers) {
		this.breakers = breakers;
	}

	@Override
	public Admission enter(AttemptRequest attempt, long nowNanos) {
		CircuitBreaker breaker = this.breakers.forHost(attempt.url());
		Permit permit = breaker.tryAcquire(nowNanos);
		return (permit != null) ? permit : new CircuitOpenException(attempt.client(), attempt, breaker, nowNanos);
	}

}
