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
 * Makes a {@code RestClient} or {@code RestTemplate} this client: what is sent goes
 * through the same pipeline, and over the same connections, as what the client's
 * {@code WebClient} sends. Thread-safe.
 * <p>
 * The calling thread waits, and writes the request's body itself, so that its thread
 * locals are there and no other thread is needed; it may be a virtual one, but not an
 * event loop's. An interrupt cancels the call. What the pipeline refuses, or gives up,
 * comes as a {@link org.springframework.web.client.ResourceAccessException} with the
 * pipeline's exception as its cause; errors of the connection are {@code IOException}s.
 */
public final class PipelineRequestFactory implements ClientHttpRequestFactory {

	private final WrappedClient client;

	private final ExchangeFunction exchange;

	/**
	 * @param client the client
	 * @param connector what sends its requests; stays the caller's to close
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
