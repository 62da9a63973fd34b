package io.httpwrapper.autoconfigure.httpcomponents;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

import io.httpwrapper.autoconfigure.httpcomponents.Exchanges.Exchange;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.core5.http.HttpRequest;
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
 * Cancels the exchange when its caller leaves. Spring's connector lets it go on: an
 * attempt that took too long would hold its connection until the remote answers.
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
			Call call = new Call();
			return this.connector.connect(method, uri, (request) -> {
				call.begin(request.getNativeRequest());
				return callback.apply(request);
			}).<ClientHttpResponse>map(call::cancellable).doOnCancel(call::cancel).doFinally((signal) -> call.end());
		});
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

	/** One request, from its writing to its head. */
	private final class Call {

		private volatile @Nullable HttpRequest request;

		private volatile @Nullable Exchange exchange;

		void begin(HttpRequest request) {
			this.request = request;
			this.exchange = CancellableConnector.this.exchanges.begin(request);
		}

		void end() {
			HttpRequest request = this.request;
			if (request != null) {
				CancellableConnector.this.exchanges.end(request);
			}
		}

		void cancel() {
			Exchange exchange = this.exchange;
			if (exchange != null) {
				exchange.cancel();
			}
		}

		ClientHttpResponse cancellable(ClientHttpResponse response) {
			return new ClientHttpResponseDecorator(response) {

				@Override
				public Flux<DataBuffer> getBody() {
					return super.getBody().doOnCancel(Call.this::cancel);
				}

			};
		}

	}

}
