package io.httpwrapper.pipeline.call;

import java.net.URI;
import java.util.Objects;

import io.httpwrapper.error.ClientCallException;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakers;

/**
 * Finds the circuit breaker of a URL.
 */
public final class Circuits {

	private Circuits() {
	}

	/** The breaker for attempts to a URL. */
	public static CircuitBreaker of(URI url, CircuitBreakers breakers) {
		return breakers.forHost(Objects.requireNonNullElse(url.getScheme(), ""), ClientCallException.host(url),
				url.getPort());
	}

}
