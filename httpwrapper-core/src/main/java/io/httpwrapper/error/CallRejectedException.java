package io.httpwrapper.error;

import io.httpwrapper.policy.Admission;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * An attempt that was refused by ourselves: nothing was sent. As a guard's answer it is
 * the refusal.
 */
public abstract class CallRejectedException extends ClientCallException implements Admission {

	private static final long serialVersionUID = 1L;

	CallRejectedException(String client, ClientRequest request) {
		super(client, request);
	}

	/**
	 * What refused it, as one word for counters, for example {@code circuit-open}.
	 */
	public abstract String reason();

}
