package io.httpwrapper.error;

import java.io.IOException;

/**
 * The remote, or the protocol, says that a request which was sent has not been processed
 * at all, so that it can be sent again whatever its method: an HTTP/2 stream refused, or
 * above the last one that a closing connection takes (RFC 9113 §8.7).
 */
public final class RequestNotProcessedException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param message by what the remote said so
	 */
	public RequestNotProcessedException(String message) {
		super(message);
	}

}
