package io.httpwrapper.observation;

import io.httpwrapper.policy.Verdict;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.RequestReplySenderContext;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * What is known of an attempt that is observed: the request from the start, and once it
 * is over its verdict with the response's head ({@link #getResponse()}) or the error
 * ({@link #getError()}), or neither if the caller or the call's deadline ended it. The
 * response's body is not to be touched. Not thread-safe, used by one thread at a time.
 */
public final class AttemptObservationContext extends RequestReplySenderContext<ClientRequest, ClientResponse> {

	private final String client;

	private final ClientRequest request;

	private final int attempt;

	private final String endpoint;

	private @Nullable Verdict verdict;

	private boolean expired;

	/**
	 * For the stage that makes attempts, and for tests of conventions.
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
	 * The request as it is sent, but for what plugins around attempts change.
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
	 * Host and port of the remote; the host alone where the URL names no port.
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
	 * Whether it was ended by the deadline of its call. The error of that is the call's.
	 */
	public boolean isExpired() {
		return this.expired;
	}

	/**
	 * Says what the attempt meant, before the observation is stopped.
	 * @param expired whether it was ended by the deadline of its call
	 */
	public void setVerdict(Verdict verdict, boolean expired) {
		this.verdict = verdict;
		this.expired = expired;
	}

}
