package io.httpwrapper.policy;

/**
 * Where a circuit breaker stands.
 */
public enum CircuitState {

	/** Everything passes and is measured. */
	CLOSED,

	/** Everything is refused until the recovery timeout has passed. */
	OPEN,

	/** A few trials pass; their outcome decides. */
	HALF_OPEN,

	/** Everything passes, nothing is measured. */
	DISABLED,

	/** Everything passes and is measured; nothing follows from it. */
	METRICS_ONLY,

	/** Everything is refused until told otherwise. */
	FORCED_OPEN

}
