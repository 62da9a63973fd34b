package io.httpwrapper.autoconfigure.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

import io.httpwrapper.autoconfigure.ConnectorFixture;
import io.httpwrapper.autoconfigure.connector.ConnectorSpec;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NettyConnectorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final NettyEngine engine = new NettyEngine();

	private final List<RawServer> servers = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		this.engine.close();
		for (RawServer server : this.servers) {
			server.close();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 102, 103, 199 })
	void interimResponseReachesNobodyAndShiftsNoOtherResponse(int interim) {
		RawServer server = server((request) -> List.of("HTTP/1.1 " + interim + " Wait\r\nLink: </a.css>\r\n\r\n",
				"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + request));
		WebClient client = client(Map.of("pool.max-connections", "1"));

		List<String> bodies = List.of(get(client, server, "/0"), get(client, server, "/1"), get(client, server, "/2"));

		assertThat(bodies).containsExactly("0", "1", "2");
		assertThat(server.connections()).isEqualTo(1);
	}

	@Test
	void severalInterimResponsesInOnePacketWithTheFinalOneAreDropped() {
		RawServer server = server(
				(request) -> List.of("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
						+ "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + request));
		WebClient client = client(Map.of("pool.max-connections", "1"));

		assertThat(get(client, server, "/0")).isEqualTo("0");
		assertThat(get(client, server, "/1")).isEqualTo("1");
		assertThat(server.connections()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "surplus", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
			"surplus HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil" })
	void bodyThatIsLongerThanDeclaredIsCutAndItsRestReachesNobody(String surplus) {
		RawServer server = server(
				(request) -> List.of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + request + surplus));
		WebClient client = client(Map.of("pool.max-connections", "1"));

		List<String> bodies = Flux.range(0, 5)
			.flatMap((call) -> client.get().uri(server.url("localhost")).retrieve().bodyToMono(String.class))
			.collectList()
			.block(PATIENCE);

		assertThat(bodies).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
		assertThat(server.connections()).isEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "surplus", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil" })
	void whatComesWhenNothingWasAskedForReachesNobody(String surplus) throws InterruptedException {
		RawServer server = server((request) -> List.of(ok(String.valueOf(request)), surplus));
		WebClient client = client(Map.of("pool.max-connections", "1"));

		String first = get(client, server, "/");

		assertThat(first).isEqualTo("0");
		assertThat(server.awaitClientLeft()).isTrue();
		assertThat(get(client, server, "/")).isEqualTo("1");
	}

	@Test
	void connectionIsKeptWhereNothingIsLeft() {
		RawServer server = server((request) -> List.of("HTTP/1.1 200 OK\r\nTransfer-", "Encoding: chunked\r\n\r\n1\r\n",
				request + "\r\n0\r", "\n\r\n"));
		WebClient client = client(Map.of("pool.max-connections", "1"));

		List<String> bodies = List.of(get(client, server, "/0"), get(client, server, "/1"), get(client, server, "/2"));

		assertThat(bodies).containsExactly("0", "1", "2");
		assertThat(server.connections()).isEqualTo(1);
	}

	@Test
	void redirectToAnotherHostLosesCredentialsAndKeepsTheRest() {
		RawServer target = server((request) -> List.of(ok("there")));
		RawServer origin = server((request) -> List.of(redirect(target.url("localhost") + "/x")));

		String body = getWithCredentials(client(Map.of()), origin.url("localhost"));

		assertThat(body).isEqualTo("there");
		assertThat(origin.requests().get(0)).contains("Authorization: secret", "cookie: session=secret");
		assertThat(target.requests().get(0)).doesNotContain("secret").contains("X-Tenant: blue");
	}

	@Test
	void chainOfRedirectsWithinTheOtherHostNeverGetsTheCredentials() {
		RawServer[] target = new RawServer[1];
		target[0] = server((request) -> List.of((request < 2) ? redirect("/hop" + request) : ok("there")));
		RawServer origin = server((request) -> List.of(redirect(target[0].url("localhost") + "/start")));

		assertThat(getWithCredentials(client(Map.of()), origin.url("localhost"))).isEqualTo("there");

		assertThat(target[0].requests()).hasSize(3).noneMatch((request) -> request.contains("secret"));
	}

	@Test
	void redirectWithinTheHostKeepsCredentials() {
		RawServer server = server((request) -> List.of((request == 0) ? redirect("/y") : ok("here")));

		assertThat(getWithCredentials(client(Map.of()), server.url("localhost"))).isEqualTo("here");

		assertThat(server.requests().get(1)).contains("Authorization: secret");
	}

	@Test
	void redirectIsPassedOnWhenNotToBeFollowed() {
		RawServer server = server((request) -> List.of(redirect("/y")));

		Integer status = client(Map.of("connection.follow-redirects", "false")).get()
			.uri(server.url("localhost"))
			.exchangeToMono((response) -> Mono.just(response.statusCode().value()))
			.block(PATIENCE);

		assertThat(status).isEqualTo(302);
	}

	@Test
	void compressionIsAskedForUnlessSwitchedOff() {
		RawServer server = server((request) -> List.of(ok("x")));

		get(client(Map.of()), server, "/");
		get(client(Map.of("connection.compression", "false")), server, "/");

		assertThat(server.requests().get(0)).containsIgnoringCase("accept-encoding: gzip");
		assertThat(server.requests().get(1)).doesNotContainIgnoringCase("accept-encoding");
	}

	@Test
	void silenceLongerThanTheReadTimeoutFails() {
		RawServer server = server((request) -> List.of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx"));

		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> get(client(Map.of("timeout.read", "100ms")), server, "/"))
			.withStackTraceContaining("ReadTimeoutException");
	}

	@Test
	void attemptThatFindsThePoolAndItsQueueFullFailsAtOnce() {
		RawServer server = server((request) -> List.of());
		WebClient client = client(Map.of("pool.max-connections", "1", "pool.max-pending", "0"));
		client.get().uri(server.url("localhost")).retrieve().toBodilessEntity().subscribe((response) -> {
		}, (error) -> {
		});

		assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(() -> get(client, server, "/"))
			.withStackTraceContaining("PoolAcquirePendingLimitException");
	}

	@Test
	void engineSendsNothingAgainByItself() {
		AtomicReference<HttpClient> engine = new AtomicReference<>();

		NettyEngine
			.fitted(ClientHttpConnectorBuilder.reactor(),
					new ConnectorSpec("orders", ClientSettings.DEFAULTS, HttpClientSettings.defaults()),
					ConnectionProvider.newConnection())
			.withHttpClientCustomizer((client) -> {
				engine.set(client);
				return client;
			})
			.build();

		assertThat(engine.get().configuration().isRetryDisabled()).isTrue();
	}

	@Test
	void eachClientHasAPoolOfItsOwn() {
		RawServer server = server((request) -> List.of(ok("x")));

		get(client(Map.of()), server, "/");
		get(client(Map.of()), server, "/");

		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void closingClosesTheConnections() throws InterruptedException {
		RawServer server = server((request) -> List.of(ok("x")));
		get(client(Map.of()), server, "/");

		this.engine.close();

		assertThat(server.awaitClientLeft()).isTrue();
	}

	private RawServer server(IntFunction<List<String>> replies) {
		RawServer server = new RawServer(new Replies(replies));
		this.servers.add(server);
		return server;
	}

	private WebClient client(Map<String, String> properties) {
		return WebClient.builder()
			.clientConnector(ConnectorFixture.connector(ClientHttpConnectorBuilder.reactor(), this.engine, "orders",
					ConnectorFixture.settings(properties)))
			.build();
	}

	private static String get(WebClient client, RawServer server, String path) {
		return client.get().uri(server.url("localhost") + path).retrieve().bodyToMono(String.class).block(PATIENCE);
	}

	private static String getWithCredentials(WebClient client, String url) {
		return client.get()
			.uri(url)
			.header("Authorization", "secret")
			.header("X-Tenant", "blue")
			.cookie("session", "secret")
			.retrieve()
			.bodyToMono(String.class)
			.block(PATIENCE);
	}

	private static String ok(String body) {
		return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	private static String redirect(String location) {
		return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
	}

}
