package io.httpwrapper.policy;

/**
 * Where tokens are counted.
 */
public enum RateLimitStore {

	/** In this process, for this process alone. */
	LOCAL,

	/** In Redis, for all processes that share it. */
	REDIS

}
