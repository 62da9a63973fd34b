package io.httpwrapper.policy;

/**
 * Makes the rate limiter of a client. A bean of this type replaces the built-in kind,
 * whatever {@code rate-limit.store} says. Thread-safe.
 */
@FunctionalInterface
public interface RateLimiterFactory {

	/**
	 * Makes a limiter with all its tokens.
	 * @param client name of the client
	 * @param settings its limits; enabled
	 */
	RateLimiter create(String client, RateLimitSettings settings);

}
