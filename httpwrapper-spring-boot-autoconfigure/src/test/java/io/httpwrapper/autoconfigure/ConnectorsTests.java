package io.httpwrapper.autoconfigure;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.autoconfigure.connector.EngineChoice;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ConnectorsTests {

	private final List<String> closed = new ArrayList<>();

	private final Connectors connectors = new Connectors((name) -> null,
			new EngineChoice((settings) -> new Stuck(), List.of(), UnaryOperator.identity()),
			HttpClientSettings.defaults(), null, null);

	@Test
	void allAreClosedWhereSomeCannotBe() {
		List.of("orders", "users", "billing")
			.forEach((client) -> this.connectors.create(client, ClientSettings.DEFAULTS));

		assertThatIOException().isThrownBy(this.connectors::close)
			.withMessage("stuck 1")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).extracting(Throwable::getMessage)
				.containsExactly("stuck 2", "stuck 3"));

		assertThat(this.closed).hasSize(3);
	}

	private final class Stuck implements ClientHttpConnector, Closeable {

		@Override
		public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
				Function<? super ClientHttpRequest, Mono<Void>> callback) {
			return Mono.empty();
		}

		@Override
		public void close() throws IOException {
			ConnectorsTests.this.closed.add("one");
			throw new IOException("stuck " + ConnectorsTests.this.closed.size());
		}

	}

}
