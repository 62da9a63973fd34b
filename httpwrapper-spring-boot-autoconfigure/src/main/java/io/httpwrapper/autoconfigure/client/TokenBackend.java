package io.httpwrapper.autoconfigure.client;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.timing.TimeAndChance;

/**
 * Gets the tokens of the registrations that {@code auth.oauth2.registration} names. There
 * is one where the library for it is on the class path.
 */
public interface TokenBackend {

	/**
	 * The tokens of a registration, one source for all clients that name it.
	 * @param client name of the client, for messages
	 * @param registration id of the registration
	 * @param time the time of the clients
	 * @throws InvalidClientConfigurationException if there is no such registration, or
	 * not one of this kind
	 */
	TokenSource tokens(String client, String registration, TimeAndChance time);

}
