package io.httpwrapper.policy;

/**
 * What one circuit breaker stands for.
 */
public enum CircuitScope {

	/** One breaker per scheme, host and port that the client calls. */
	HOST,

	/** One breaker for the whole client. */
	CLIENT

}
