package io.httpwrapper.error;

import java.time.Duration;

import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * An attempt or a call took longer than its timeout.
 */
public abstract class CallTimeoutException extends ClientCallException {

	private static final long serialVersionUID = 1L;

	private final Duration timeout;

	CallTimeoutException(String client, ClientRequest request, Duration timeout) {
		super(client, request);
		this.timeout = timeout;
	}

	/**
	 * The timeout that was exceeded.
	 */
	public final Duration timeout() {
		return this.timeout;
	}

}
