package io.httpwrapper.observation;

import io.httpwrapper.policy.Verdict;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.RequestReplySenderContext;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * The data of an observed attempt. The request is known from the start. When the attempt
 * is over, the verdict is known, with either the response headers
 * ({@link #getResponse()}) or the error ({@link #getError()}). There is neither if the
 * caller or the call's deadline ended the attempt. Do not use the response's body. Not
 * thread-safe: used by one thread at a time.
 */
public final class AttemptObservationContext extends RequestReplySenderContext<ClientRequest, ClientResponse> {

	private final String client;

	private final ClientRequest request;

	private final int attempt;

	private final String endpoint;

	private @Nullable Verdict verdict;

	private boolean expired;

	/**
	 * Creates a context; for the stage that makes attempts, and for tests of conventions.
	 * @param client name of the client
	 * @param request the request that is about to be sent
	 * @param attempt number of the attempt, from 1
	 * @param endpoint host and port of the remote
	 * @param setter adds the trace to the request
	 */
	public AttemptObservationContext(String client, ClientRequest request, int attempt, String endpoint,
			Propagator.Setter<ClientRequest> setter) {
		super(setter);
		this.client = client;
		this.request = request;
		this.attempt = attempt;
		this.endpoint = endpoint;
		setCarrier(request);
	}

	/**
	 * Name of the client.
	 */
	public String getClient() {
		return this.client;
	}

	/**
	 * The request as it is sent, without the changes of plugins around the attempt.
	 */
	public ClientRequest getRequest() {
		return this.request;
	}

	/**
	 * Number of the attempt, from 1.
	 */
	public int getAttempt() {
		return this.attempt;
	}

	/**
	 * Host and port of the remote; only the host if the URL has no port.
	 */
	public String getEndpoint() {
		return this.endpoint;
	}

	/**
	 * What the attempt meant, or null while it is under way.
	 */
	public @Nullable Verdict getVerdict() {
		return this.verdict;
	}

	/**
	 * Whether the deadline of the call ended the attempt. The error then belongs to the
	 * call, not to the attempt.
	 */
	public boolean isExpired() {
		return this.expired;
	}

	/**
	 * Sets the verdict, before the observation is stopped.
	 * @param expired whether the deadline of the call ended the attempt
	 */
	public void setVerdict(Verdict verdict, boolean expired) {
		this.verdict = verdict;
		this.expired = expired;
	}

}
