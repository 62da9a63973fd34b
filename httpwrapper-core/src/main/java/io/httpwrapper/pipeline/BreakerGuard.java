package io.httpwrapper.pipeline;

import java.net.URI;

import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakers;
import io.httpwrapper.policy.Permit;

/**
 * The circuit breaker of the host, or of the client, that an attempt goes to.
 */
final class BreakerGuard implements Guard {

	private final CircuitBreakers breakers;

	BreakerGuard(CircuitBreakers breakers) {
		this.breakers = breakers;
	}

	@Override
	public Admission enter(Attempt attempt, long nowNanos) {
		CircuitBreaker breaker = of(attempt.request().url(), this.breakers);
		Permit permit = breaker.tryAcquire(nowNanos);
		return (permit != null) ? permit
				: new CircuitOpenException(attempt.exchange().client(), attempt.exchange().request, breaker, nowNanos);
	}

	/** The one that an attempt to a URL asks. */
	static CircuitBreaker of(URI url, CircuitBreakers breakers) {
		return breakers.forHost(url);
	}

}
