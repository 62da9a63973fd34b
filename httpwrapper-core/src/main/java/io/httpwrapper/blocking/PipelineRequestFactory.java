package io.httpwrapper.blocking;

import java.net.URI;

import io.httpwrapper.client.WrappedClient;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeFunctions;

/**
 * Connects a {@code RestClient} or {@code RestTemplate} to a client. Its requests go
 * through the same pipeline and the same connections as those of the client's
 * {@code WebClient}. Thread-safe.
 * <p>
 * The calling thread waits, and writes the request's body itself. So its thread locals
 * are available and no other thread is needed. It may be a virtual thread, but not the
 * thread of an event loop. An interrupt cancels the call. A refusal or timeout of the
 * pipeline becomes a {@link org.springframework.web.client.ResourceAccessException} whose
 * cause is the exception of the pipeline. Errors of the connection are
 * {@code IOException}s.
 */
public final class PipelineRequestFactory implements ClientHttpRequestFactory {

	private final WrappedClient client;

	private final ExchangeFunction exchange;

	/**
	 * @param client the client
	 * @param connector sends the requests; the caller remains responsible for closing it
	 */
	public PipelineRequestFactory(WrappedClient client, ClientHttpConnector connector) {
		this.client = client;
		this.exchange = ExchangeFunctions.create(connector).filter(client.pipeline());
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new PipelineRequest(this.client, this.exchange, uri, method);
	}

}
