package io.httpwrapper.policy;

/**
 * Whether a circuit breaker follows what it sees.
 */
public enum CircuitMode {

	/** Opens and closes by itself. */
	NORMAL,

	/** Lets everything through and measures nothing. */
	DISABLED,

	/** Lets everything through, but measures. */
	METRICS_ONLY,

	/** Refuses everything until told otherwise. */
	FORCED_OPEN

}
