package io.httpwrapper.autoconfigure.client;

import java.util.List;

import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.policy.RateLimitStore;
import io.httpwrapper.policy.RateLimiterFactory;

/**
 * Creates rate limiters for one value of {@code rate-limit.store}. There is a bean for a
 * value if its library is on the class path.
 */
public interface RateLimitBackend {

	/** The value of {@code rate-limit.store} that it implements. */
	RateLimitStore store();

	/**
	 * Returns the factory of the limiters.
	 * @param time the time of the clients
	 * @param listeners those of the client, to be told of the store
	 */
	RateLimiterFactory limiters(TimeAndChance time, List<ClientEventListener> listeners);

}
