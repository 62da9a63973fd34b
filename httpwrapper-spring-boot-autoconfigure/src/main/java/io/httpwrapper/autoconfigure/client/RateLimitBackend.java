package io.httpwrapper.autoconfigure.client;

import java.util.List;

import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.policy.RateLimitStore;
import io.httpwrapper.policy.RateLimiterFactory;

/**
 * Counts in one of the stores that {@code rate-limit.store} names. There is one where the
 * library for it is on the class path.
 */
public interface RateLimitBackend {

	/**
	 * The store that it counts in.
	 */
	RateLimitStore store();

	/**
	 * What makes the limiters.
	 * @param time the time of the clients
	 * @param listeners those of the client, to be told of the store
	 */
	RateLimiterFactory limiters(TimeAndChance time, List<ClientEventListener> listeners);

}
