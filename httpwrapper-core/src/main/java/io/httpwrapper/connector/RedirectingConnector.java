package io.httpwrapper.connector;

import java.net.URI;
import java.util.function.Function;

import io.httpwrapper.pipeline.call.AttemptRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Follows redirects, in the same way for each HTTP library. The libraries differ: in
 * which redirects they follow, in the method of the next request, and in the credentials
 * that they send along. At most 20 redirects are followed, none from https to http;
 * credentials, cookies and signatures are left out once the origin has changed. To the
 * pipeline all requests of a chain are one attempt. Thread-safe.
 */
public final class RedirectingConnector implements ClientHttpConnector {

	private final ClientHttpConnector engine;

	/**
	 * Creates the connector.
	 * @param engine the connector of an HTTP library; it must not follow redirects itself
	 */
	public RedirectingConnector(ClientHttpConnector engine) {
		this.engine = engine;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		return this.engine.connect(method, uri, callback)
			.flatMap((response) -> follow(Redirect.first(method, uri, response), response, callback));
	}

	private Mono<ClientHttpResponse> follow(@Nullable Redirect redirect, ClientHttpResponse response,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		if (redirect == null) {
			return Mono.just(response);
		}
		// deferred: an HTTP/1.1 connection is free for the next request once the body is
		// read
		return response.getBody()
			.doOnNext(DataBufferUtils::release)
			.then(Mono.defer(() -> this.engine.connect(redirect.method(), redirect.target(),
					(request) -> write(redirect, request, callback))))
			.flatMap((next) -> follow(redirect.next(next), next, callback));
	}

	private static Mono<Void> write(Redirect redirect, ClientHttpRequest request,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		Mono<Void> written = callback.apply(redirect.applyTo(request));
		AttemptRequest.redirected(request.getAttributes());
		return written;
	}

}
