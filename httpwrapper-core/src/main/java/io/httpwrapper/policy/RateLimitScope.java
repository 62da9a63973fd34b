package io.httpwrapper.policy;

/**
 * What the limits of a client count together.
 */
public enum RateLimitScope {

	/** All requests of the client. */
	CLIENT,

	/** The requests to one host and port. */
	HOST

}
