package io.httpwrapper.autoconfigure.connector;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Creates the real connector at the first request, so that an unused client has no
 * threads, and closes it together with its resources. Thread-safe.
 */
public final class EngineConnector implements ClientHttpConnector, Closeable {

	private final Supplier<? extends ClientHttpConnector> maker;

	private final Closeable resources;

	private volatile @Nullable ClientHttpConnector made;

	private boolean closed;

	/**
	 * @param maker makes the connector; one that is {@link Closeable} is closed with this
	 * @param resources what else is closed with this
	 */
	public EngineConnector(Supplier<? extends ClientHttpConnector> maker, Closeable resources) {
		this.maker = maker;
		this.resources = resources;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		ClientHttpConnector connector = this.made;
		return ((connector != null) ? connector : make()).connect(method, uri, callback);
	}

	private synchronized ClientHttpConnector make() {
		if (this.closed) {
			throw new IllegalStateException("The connector is closed: the application is ending.");
		}
		ClientHttpConnector connector = this.made;
		if (connector == null) {
			connector = this.maker.get();
			this.made = connector;
		}
		return connector;
	}

	@Override
	public synchronized void close() throws IOException {
		this.closed = true;
		if (this.made instanceof Closeable closeable) {
			closeable.close();
		}
		this.made = null;
		this.resources.close();
	}

}
