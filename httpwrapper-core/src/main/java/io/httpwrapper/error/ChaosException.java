package io.httpwrapper.error;

import java.io.IOException;

/**
 * A failure that was made on purpose; the remote has no part in it. Otherwise like any
 * other of the network: as the cause of a {@code WebClientRequestException}, or within a
 * body.
 */
public final class ChaosException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param client name of the client
	 * @param what what was made, and by which setting
	 */
	public ChaosException(String client, String what) {
		super("Chaos of client '" + client + "': " + what);
	}

}
