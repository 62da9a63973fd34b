package io.httpwrapper.autoconfigure.client;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.timing.TimeAndChance;

/**
 * Gets tokens for {@code auth.oauth2.registration}. There is a bean if the library is on
 * the class path.
 */
public interface TokenBackend {

	/**
	 * Returns the token source of a registration; all clients that name it share one.
	 * @param client name of the client, for messages
	 * @param registration id of the registration
	 * @param time the time of the clients
	 * @throws InvalidClientConfigurationException if there is no such registration, or
	 * not one of this kind
	 */
	TokenSource tokens(String client, String registration, TimeAndChance time);

}
