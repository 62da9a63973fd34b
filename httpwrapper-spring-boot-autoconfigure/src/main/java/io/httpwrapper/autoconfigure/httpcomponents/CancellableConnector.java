package io.httpwrapper.autoconfigure.httpcomponents;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;

/**
 * Cancels the exchange when its subscriber cancels. Spring's connector would let it
 * continue: an attempt that has timed out would hold its connection until the remote
 * answers.
 */
final class CancellableConnector implements ClientHttpConnector, Closeable {

	private final HttpComponentsClientHttpConnector connector;

	private final Exchanges exchanges;

	private final Supplier<@Nullable AsyncClientConnectionManager> connections;

	CancellableConnector(HttpComponentsClientHttpConnector connector, Exchanges exchanges,
			Supplier<@Nullable AsyncClientConnectionManager> connections) {
		this.connector = connector;
		this.exchanges = exchanges;
		this.connections = connections;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		return Mono.defer(() -> {
			Exchange exchange = new Exchange();
			return this.connector.connect(method, uri, (request) -> {
				this.exchanges.expect(request.getNativeRequest(), exchange);
				return callback.apply(request);
			}).<ClientHttpResponse>map((response) -> cancellable(response, exchange)).doOnCancel(exchange::cancel);
		});
	}

	private static ClientHttpResponse cancellable(ClientHttpResponse response, Exchange exchange) {
		return new ClientHttpResponseDecorator(response) {

			@Override
			public Flux<DataBuffer> getBody() {
				return super.getBody().doOnCancel(exchange::cancel);
			}

		};
	}

	@Override
	public void close() throws IOException {
		AsyncClientConnectionManager connections = this.connections.get();
		if (connections != null) {
			// or the client waits five seconds for each connection that is in use
			connections.close(CloseMode.IMMEDIATE);
		}
		this.connector.close();
	}

}
