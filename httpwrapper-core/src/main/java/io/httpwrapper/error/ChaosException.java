package io.httpwrapper.error;

import java.io.IOException;

/**
 * A failure that was injected on purpose; the remote did not cause it. Otherwise it looks
 * like a failure of the network: it is the cause of a {@code WebClientRequestException},
 * or it breaks a body.
 */
public final class ChaosException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param client name of the client
	 * @param what what was injected, and by which setting
	 */
	public ChaosException(String client, String what) {
		super("Chaos of client '" + client + "': " + what);
	}

}
