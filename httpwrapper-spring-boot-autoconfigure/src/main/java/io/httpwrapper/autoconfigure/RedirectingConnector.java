package io.httpwrapper.autoconfigure;

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
 * Follows redirects the same way for all engines, which differ in what they follow, in
 * what becomes of the method and in which credentials they send along.
 */
final class RedirectingConnector implements ClientHttpConnector {

	private final ClientHttpConnector engine;

	/**
	 * @param engine one that follows no redirect by itself
	 */
	RedirectingConnector(ClientHttpConnector engine) {
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
		Mono<Void> written = callback.apply(redirect.fit(request));
		AttemptRequest.redirected(request.getAttributes());
		return written;
	}

}
