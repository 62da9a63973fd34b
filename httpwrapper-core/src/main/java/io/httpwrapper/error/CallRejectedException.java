package io.httpwrapper.error;

import io.httpwrapper.policy.Admission;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * The client refused an attempt itself: nothing was sent. Guards also return this
 * exception as their refusal.
 */
public abstract class CallRejectedException extends ClientCallException implements Admission {

	private static final long serialVersionUID = 1L;

	CallRejectedException(String client, ClientRequest request) {
		super(client, request);
	}

	/**
	 * What refused the attempt, as one word for counters, for example
	 * {@code circuit-open}.
	 */
	public abstract String reason();

}
