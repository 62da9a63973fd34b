package io.httpwrapper.connector;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;

/**
 * Passes requests to a connector that can be replaced at run time. New requests go
 * through the new connector; the old one is closed when the last response body that it
 * delivers has ended. Thread-safe.
 */
public final class RenewableConnector implements ClientHttpConnector, Closeable {

	private final Supplier<ClientHttpConnector> maker;

	/** The current one, and older ones that are still in use. */
	private final Set<Generation> open = ConcurrentHashMap.newKeySet();

	private volatile Generation current;

	private boolean closed;

	/**
	 * Creates the first connector.
	 * @param maker makes a connector, now and at each {@link #renew()}; one that is
	 * {@link Closeable} is closed when it is no longer needed
	 */
	public RenewableConnector(Supplier<ClientHttpConnector> maker) {
		this.maker = maker;
		this.current = new Generation(maker.get());
	}

	/**
	 * Replaces the connector. If a new one cannot be made, the old one stays and the
	 * failure is thrown. Does nothing once this is closed.
	 */
	public synchronized void renew() {
		if (!this.closed) {
			Generation old = this.current;
			this.current = new Generation(this.maker.get());
			old.leave();
		}
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		return Mono.defer(() -> {
			Use use = new Use(enter());
			try {
				return use.generation.connector.connect(method, uri, callback)
					.<ClientHttpResponse>map(use::whileRead)
					.doFinally(use::headEnded);
			}
			catch (RuntimeException | Error ex) {
				use.end();
				throw ex;
			}
		});
	}

	private Generation enter() {
		Generation generation = this.current;
		while (!generation.enter()) {
			generation = this.current;
		}
		return generation;
	}

	@Override
	public synchronized void close() throws IOException {
		this.closed = true;
		Closeables.closeAll(this.open);
	}

	/** One connector, and how many use it; to be the current one counts as a use. */
	private final class Generation implements Closeable {

		private final ClientHttpConnector connector;

		private final AtomicInteger users = new AtomicInteger(1);

		Generation(ClientHttpConnector connector) {
			this.connector = connector;
			RenewableConnector.this.open.add(this);
		}

		/** Whether it was still in use. */
		boolean enter() {
			return this.users.getAndUpdate((count) -> (count > 0) ? count + 1 : 0) > 0;
		}

		void leave() {
			if (this.users.decrementAndGet() == 0) {
				try {
					close();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		}

		@Override
		public void close() throws IOException {
			if (RenewableConnector.this.open.remove(this) && this.connector instanceof Closeable closeable) {
				closeable.close();
			}
		}

	}

	/** One exchange. */
	private static final class Use {

		private final Generation generation;

		private final AtomicBoolean ended = new AtomicBoolean();

		private volatile boolean reading;

		Use(Generation generation) {
			this.generation = generation;
		}

		ClientHttpResponse whileRead(ClientHttpResponse response) {
			this.reading = true;
			return new ClientHttpResponseDecorator(response) {

				@Override
				public Flux<DataBuffer> getBody() {
					return super.getBody().doFinally((signal) -> end());
				}

			};
		}

		void headEnded(SignalType signal) {
			if (!this.reading || signal == SignalType.ON_ERROR) {
				end();
			}
		}

		private void end() {
			if (this.ended.compareAndSet(false, true)) {
				this.generation.leave();
			}
		}

	}

}
