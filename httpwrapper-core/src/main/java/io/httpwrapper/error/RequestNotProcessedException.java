package io.httpwrapper.error;

import java.io.IOException;

/**
 * The request was sent, but the remote or the protocol guarantees that it was not
 * processed. So it can be sent again, whatever its method. In HTTP/2 this is a refused
 * stream, or a stream above the last one that a closing connection processes (RFC 9113
 * §8.7).
 */
public final class RequestNotProcessedException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param message how the remote signalled this
	 */
	public RequestNotProcessedException(String message) {
		super(message);
	}

}
