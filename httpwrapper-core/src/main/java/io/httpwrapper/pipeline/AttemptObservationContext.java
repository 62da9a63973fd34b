package io.httpwrapper.pipeline;

import io.httpwrapper.policy.Verdict;
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

	private final Exchange exchange;

	private final ObservedRequest request;

	private final int attempt;

	private final String endpoint;

	private @Nullable Verdict verdict;

	AttemptObservationContext(Exchange exchange, ObservedRequest request, String endpoint) {
		super(AttemptObservationContext::propagate);
		this.exchange = exchange;
		this.request = request;
		this.attempt = exchange.attempt;
		this.endpoint = endpoint;
		setCarrier(request);
	}

	private static void propagate(@Nullable ClientRequest request, String name, String value) {
		if (request instanceof ObservedRequest observed) {
			observed.set(name, value);
		}
	}

	/**
	 * Name of the client.
	 */
	public String getClient() {
		return this.exchange.client();
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
		return this.exchange.expired;
	}

	void setVerdict(Verdict verdict) {
		this.verdict = verdict;
	}

}
