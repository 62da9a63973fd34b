package io.httpwrapper.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpServer;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What each engine does the same that has a pool for each client and watches its
 * connections.
 */
public abstract class PooledBackendContract extends BackendContract {

	@Override
	protected Map<String, String> oneConnection() {
		return Map.of("pool.max-connections", "1");
	}

	@Test
	void silenceLongerThanTheReadTimeoutFails() {
		RawServer server = server((request) -> List.of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx"));

		Throwable error = errorOf(client(Map.of("timeout.read", "200ms")), server.url("localhost"));

		assertThat(error).hasStackTraceContaining("Timeout");
	}

	@Test
	void connectionInUseOutlivesTheTimeThatItMayBeUnused() {
		RawServer server = server((request) -> {
			silencePasses();
			return List.of(ok("late"));
		});

		assertThat(get(client(Map.of("pool.max-idle", "100ms")), server).getBody()).isEqualTo("late");
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 404, 503 })
	void callerThatLeavesWithinTheBodyEndsTheConnection(int status) throws InterruptedException {
		RawServer server = server((request) -> List.of("HTTP/1.1 " + status + " Said\r\nContent-Length: 5\r\n\r\nx"));

		readOneByte(client(Map.of()), server);

		assertThat(server.awaitClientLeft()).isTrue();
	}

	@Test
	void changedBundleClosesConnectionsOfTheOldOne() throws InterruptedException {
		String url = tls(Certificates.SERVER, Certificates.CLIENT, false);
		DefaultSslBundleRegistry bundles = bundles(Certificates.CLIENT);
		WebClient client = client(Map.of("connection.ssl-bundle", "internal"), bundles);
		send(client, HttpMethod.GET, url);

		bundles.updateBundle("internal", Certificates.CLIENT.bundle(Certificates.SERVER));

		assertThat(this.tlsConnectionEnded.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(send(client, HttpMethod.GET, url).getStatusCode().value()).isEqualTo(200);
	}

	@Test
	void closingClosesTheConnections() throws Exception {
		try (RawServer server = new RawServer(new Replies((request) -> List.of(ok("x"))))) {
			get(client(Map.of()), server);

			close();

			assertThat(server.awaitClientLeft()).isTrue();
		}
	}

	@Test
	void poolOpensNoMoreConnectionsThanItMay() {
		CyclicBarrier both = new CyclicBarrier(2);
		RawServer server = server((request) -> {
			await(both);
			return List.of(ok("x"));
		});

		assertThat(together(client(Map.of("pool.max-connections", "2")), server, 10)).isEqualTo(10);

		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void connectionThatIsGivenUpMakesRoomForAnother() {
		RawServer server = server(
				(request) -> List.of((request == 0) ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx" : ok("xyyyy")));
		WebClient client = client(Map.of("pool.max-connections", "1"));

		readOneByte(client, server);

		assertThat(get(client, server).getBody()).isEqualTo("xyyyy");
	}

	@Test
	void connectionThatWasUnusedForTooLongIsNotUsedAgain() throws InterruptedException {
		RawServer server = server((request) -> List.of(ok("x")));
		WebClient client = client(Map.of("pool.max-idle", "50ms"));
		get(client, server);
		unusedForTooLong(server);

		get(client, server);

		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void connectionThatIsTooOldIsNotUsedAgainHoweverBusy() {
		RawServer server = server((request) -> List.of(ok("x")));
		WebClient client = client(Map.of("pool.max-life", "50ms"));

		Mono.fromSupplier(server::connections)
			.delaySubscription(client.get().uri(server.url("localhost")).retrieve().toBodilessEntity())
			.repeat()
			.takeUntil((connections) -> connections == 3)
			.blockLast(PATIENCE);

		assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(3);
	}

	@Test
	void requestIsNotSentAgainWhenAKeptConnectionTurnsOutClosed() {
		RawServer server = server((request) -> List.of((request == 0) ? ok("x") : Replies.CLOSE));
		WebClient client = client(Map.of());
		get(client, server);

		errorOf(client, server.url("localhost"));

		assertThat(server.requests()).hasSize(2);
	}

	@Test
	void compressedResponseIsAskedForAndUnpacked() throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
			out.write("plain".getBytes(StandardCharsets.US_ASCII));
		}
		HttpServer server = HttpServer.create(new java.net.InetSocketAddress("localhost", 0), 0);
		server.createContext("/", (exchange) -> {
			boolean asked = String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding")).contains("gzip");
			exchange.getResponseHeaders().set("Content-Encoding", asked ? "gzip" : "none");
			exchange.sendResponseHeaders(200, zipped.size());
			exchange.getResponseBody().write(zipped.toByteArray());
			exchange.close();
		});
		server.start();
		opened((AutoCloseable) () -> server.stop(0));

		assertThat(
				send(client(Map.of()), HttpMethod.GET, "http://localhost:" + server.getAddress().getPort()).getBody())
			.isEqualTo("plain");
	}

	@Test
	void proxyIsToldWhoWeAre() {
		RawServer proxy = server((request, head) -> {
			if (!head.contains("Basic bWU6c2VjcmV0")) {
				return List.of("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
			}
			return List.of("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
		});
		WebClient client = client(
				Map.of("connection.proxy.host", "localhost", "connection.proxy.port", String.valueOf(proxy.port()),
						"connection.proxy.username", "me", "connection.proxy.password", "secret"));

		catchThrowable(() -> send(client, HttpMethod.GET, "https://orders.test/x"));

		assertThat(proxy.requests()).isNotEmpty().allMatch((head) -> head.startsWith("CONNECT orders.test:443 "));
		assertThat(proxy.requests().get(proxy.requests().size() - 1))
			.containsIgnoringCase("proxy-authorization: Basic bWU6c2VjcmV0");
	}

	/** Until connections that were unused for 50 ms have been looked at. */
	protected void unusedForTooLong(RawServer server) throws InterruptedException {
		assertThat(server.awaitClientLeft()).as("closed by the client").isTrue();
	}

	/** 200 ms, by the engine's own clock: a read timeout of another client. */
	protected final void silencePasses() {
		RawServer silent = server((request) -> List.of());
		errorOf(client(Map.of("timeout.read", "200ms")), silent.url("localhost"));
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
