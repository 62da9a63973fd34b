package io.httpwrapper.error;

import java.time.Duration;

import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * An attempt got no response headers in time. It is unknown whether the remote has
 * processed the request.
 */
public final class AttemptTimeoutException extends CallTimeoutException {

	private static final long serialVersionUID = 1L;

	private final int attempt;

	public AttemptTimeoutException(String client, ClientRequest request, Duration timeout, int attempt) {
		super(client, request, timeout);
		this.attempt = attempt;
	}

	/**
	 * Number of the attempt, from 1.
	 */
	public int attempt() {
		return this.attempt;
	}

	@Override
	public String getMessage() {
		return "Client '" + client() + "' got no response headers for attempt " + this.attempt + " of " + requestLine()
				+ " within " + text(timeout()) + " (timeout.attempt).";
	}

}
