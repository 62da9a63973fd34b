package io.httpwrapper.autoconfigure;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.autoconfigure.connector.Engine;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import io.httpwrapper.policy.ClassifierSettings;
import io.httpwrapper.policy.StandardResponseClassifier;
import io.httpwrapper.policy.Verdict;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.store.CaffeineCacheStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What each engine does the same. What not all can do is in {@link PooledBackendContract}
 * and in the tests of the engine.
 */
@Timeout(60)
public abstract class BackendContract {

	protected static final Duration PATIENCE = Duration.ofSeconds(10);

	/** Open until the first connection to a {@link #tls} server has ended. */
	final CountDownLatch tlsConnectionEnded = new CountDownLatch(1);

	private final List<Closeable> open = new CopyOnWriteArrayList<>();

	/** A new engine. */
	protected abstract Engine engine();

	/** What lets a client have one connection only, where the engine can be told. */
	protected Map<String, String> oneConnection() {
		return Map.of();
	}

	/** What makes the engine give up soon on a name that nobody knows. */
	protected Map<String, String> hastyNames() {
		return Map.of();
	}

	@AfterEach
	void close() throws IOException {
		for (Closeable closeable : this.open) {
			closeable.close();
		}
	}

	@Test
	void responseArrivesAndItsConnectionIsUsedAgain() {
		RawServer server = server((request) -> List.of(ok("body" + request)));
		WebClient client = client(oneConnection());

		assertThat(get(client, server).getBody()).isEqualTo("body0");
		assertThat(get(client, server).getBody()).isEqualTo("body1");

		assertThat(server.connections()).isEqualTo(1);
	}

	@Test
	void largeBodiesGoBothWays() {
		String body = "x".repeat(3_000_000);
		RawServer server = server(
				(request, head) -> List.of(ok(head.substring(head.indexOf("\n\n") + 2).length() + ":" + body)));

		String received = client(Map.of()).post()
			.uri(server.url("localhost"))
			.bodyValue(body)
			.retrieve()
			.bodyToMono(String.class)
			.block(PATIENCE);

		assertThat(received).hasSize(3_000_008).startsWith("3000000:x");
	}

	@Test
	void refusedConnectionIsNotSent() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}

		assertThat(verdict(errorOf(client(Map.of()), "http://localhost:" + port))).isEqualTo(Verdict.NOT_SENT);
	}

	@Test
	void unknownHostIsNotSent() {
		assertThat(verdict(errorOf(client(hastyNames()), "http://nowhere.invalid"))).isEqualTo(Verdict.NOT_SENT);
	}

	@Test
	void connectionThatTakesTooLongIsNotSent() throws IOException {
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
				Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
			assertThat(List.of(first, second)).allMatch(Socket::isConnected);

			Throwable error = errorOf(client(Map.of("timeout.connect", "150ms")),
					"http://127.0.0.1:" + full.getLocalPort());

			assertThat(verdict(error)).isEqualTo(Verdict.NOT_SENT);
		}
	}

	@Test
	void callerThatLeavesBeforeTheHeadEndsTheConnectionWithoutAnError() throws InterruptedException {
		List<Throwable> dropped = new CopyOnWriteArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		opened((AutoCloseable) Hooks::resetOnErrorDropped);
		CountDownLatch arrived = new CountDownLatch(1);
		RawServer server = server((request) -> {
			arrived.countDown();
			return List.of();
		});
		Disposable call = piped(client(Map.of()), Map.of()).get()
			.uri(server.url("localhost"))
			.retrieve()
			.toBodilessEntity()
			.subscribe();
		assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

		call.dispose();

		assertThat(server.awaitClientLeft()).isTrue();
		assertThat(dropped).isEmpty();
	}

	@Test
	void connectionThatIsResetIsAFailureAndPostIsNotSentAgain() {
		RawServer server = server((request) -> List.of((request == 0) ? ok("x") : Replies.RESET));
		WebClient client = client(Map.of());
		get(client, server);

		Throwable error = catchThrowable(() -> send(client, HttpMethod.POST, server.url("localhost")));

		assertThat(verdict(error)).isEqualTo(Verdict.FAILURE);
		assertThat(server.requests()).hasSize(2);
	}

	@Test
	void cookiesAreNotKept() {
		RawServer server = server((request) -> List
			.of("HTTP/1.1 200 OK\r\nSet-Cookie: session=one; Path=/\r\nContent-Length: 0\r\n\r\n"));
		WebClient client = client(Map.of());

		get(client, server);
		get(client, server);

		assertThat(server.requests()).hasSize(2).noneMatch((head) -> head.toLowerCase().contains("cookie"));
	}

	@Test
	void refusedCredentialsAreTheCallersBusinessHoweverLongTheBody() {
		String body = "x".repeat(100_000);
		RawServer server = server((request) -> List.of("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x"
				+ "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));

		ResponseEntity<String> response = get(client(Map.of()), server);

		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(response.getBody()).isEqualTo(body);
		assertThat(server.requests()).hasSize(1);
	}

	@Test
	void redirectIsPassedOnWhenNotToBeFollowed() {
		RawServer server = server((request) -> List.of(redirect(302, "/y")));

		ResponseEntity<String> response = get(client(Map.of("connection.follow-redirects", "false")), server);

		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.FOUND);
		assertThat(server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "301,GET,false", "302,GET,false", "303,GET,false", "307,POST,true", "308,POST,true" })
	void redirectOfAPostKeepsMethodAndBodyOnlyWhereTheStatusSaysSo(int status, String method, boolean body) {
		RawServer server = server((request) -> List.of((request == 0) ? redirect(status, "/y?z=1") : ok("here")));

		ResponseEntity<String> response = send(client(Map.of()), HttpMethod.POST, server.url("localhost"));

		assertThat(response.getBody()).isEqualTo("here");
		assertThat(server.requests().get(1)).startsWith(method + " /y?z=1 ");
		assertThat(server.requests().get(1).contains("the body")).isEqualTo(body);
	}

	@Test
	void answerOfAnotherUriIsNotStoredUnderTheFirst() {
		RawServer server = server((request) -> List.of((request % 2 == 0) ? redirect(302, "/y") : fresh("here")));
		WrappedClient cached = WrappedClient.named("orders", ConnectorFixture.settings(Map.of("cache.enabled", "true")))
			.cacheStore(new CaffeineCacheStore(1_000_000))
			.build();
		WebClient client = client(Map.of()).mutate().filter(cached.pipeline()).build();

		ResponseEntity<String> first = get(client, server);
		ResponseEntity<String> second = get(client, server);

		assertThat(first.getBody()).isEqualTo("here");
		assertThat(second.getHeaders().getFirst("Cache-Status")).contains("fwd=uri-miss", "detail=redirected");
		assertThat(server.requests()).hasSize(4);
	}

	@Test
	void redirectWithinTheOriginKeepsCredentials() {
		RawServer server = server((request) -> List.of((request == 0) ? redirect(302, "/y") : ok("here")));

		getWithCredentials(server.url("localhost"));

		assertThat(server.requests()).hasSize(2)
			.allMatch((head) -> head.contains("token") && head.contains("session=secret"));
	}

	@Test
	void redirectToAnotherOriginNeverTakesCredentialsAlong() {
		RawServer target = server((request) -> List.of((request == 0) ? redirect(302, "/back") : ok("there")));
		RawServer server = server((request) -> List.of(redirect(307, target.url("localhost") + "/x")));

		getWithCredentials(server.url("localhost"));

		assertThat(target.requests()).hasSize(2)
			.allMatch((head) -> head.toLowerCase().contains("x-tenant: blue"))
			.noneMatch((head) -> head.contains("token") || head.contains("secret"));
	}

	@Test
	void redirectsWithoutEndEnd() {
		RawServer server = server((request) -> List.of(redirect(302, "/again")));

		assertThat(get(client(Map.of()), server).getStatusCode()).isEqualTo(HttpStatus.FOUND);

		assertThat(server.requests()).hasSize(21);
	}

	@ParameterizedTest
	@ValueSource(ints = { 102, 103 })
	void interimResponseReachesNobody(int interim) {
		RawServer server = server(
				(request) -> List.of("HTTP/1.1 " + interim + " Wait\r\nLink: </a.css>\r\n\r\n", ok("body" + request)));
		WebClient client = client(oneConnection());

		assertThat(get(client, server).getBody()).isEqualTo("body0");
		assertThat(get(client, server).getBody()).isEqualTo("body1");
	}

	@Test
	void compressionIsNotAskedForWhenSwitchedOff() {
		RawServer server = server((request) -> List.of(ok("x")));

		get(client(Map.of("connection.compression", "false")), server);

		assertThat(server.requests().get(0)).doesNotContainIgnoringCase("accept-encoding");
	}

	@Test
	void proxyIsUsedButForHostsThatAreExcepted() {
		RawServer proxy = server(
				(request, head) -> List.of(head.startsWith("CONNECT") ? "HTTP/1.1 200 OK\r\n\r\n" : ok("by proxy")));
		RawServer direct = server((request) -> List.of(ok("direct")));
		WebClient client = client(Map.of("connection.proxy.host", "localhost", "connection.proxy.port",
				String.valueOf(proxy.port()), "connection.proxy.no-proxy", "*.internal,localhost"));

		assertThat(send(client, HttpMethod.GET, "http://orders.test:8080/x").getBody()).isEqualTo("by proxy");
		assertThat(get(client, direct).getBody()).isEqualTo("direct");
	}

	@Test
	void addressesThatAreNotPublicAreRefusedOnDemand() {
		RawServer server = server((request) -> List.of(ok("x")));

		Throwable error = errorOf(client(Map.of("connection.ssrf-protection", "true")), server.url("localhost"));

		assertThat(error).hasStackTraceContaining("FilteredHostException");
		assertThat(verdict(error)).isEqualTo(Verdict.IGNORED);
		assertThat(server.connections()).isZero();
	}

	@Test
	void redirectToAnAddressThatIsRefusedIsNotFollowed() {
		RawServer server = server((request) -> List.of(redirect(302, "http://127.0.0.2:8080/metadata")));
		HttpClientSettings allowed = HttpClientSettings.defaults()
			.withInetAddressFilter(InetAddressFilter.of("127.0.0.1"));

		Throwable error = errorOf(client(connector(Map.of(), (engine) -> ConnectorFixture.connectors(engine, allowed))),
				server.url("127.0.0.1"));

		assertThat(error).hasStackTraceContaining("FilteredHostException");
		assertThat(verdict(error)).isEqualTo(Verdict.IGNORED);
		assertThat(server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "surplus", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
			"surplus HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil" })
	void bodyThatIsLongerThanDeclaredIsCutAndItsRestReachesNobody(String surplus) {
		RawServer server = server((request) -> List.of("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood" + surplus));
		WebClient client = client(oneConnection());

		List<String> bodies = Flux.range(0, 5)
			.concatMap((call) -> client.get()
				.uri(server.url("localhost"))
				.retrieve()
				.bodyToMono(String.class)
				.onErrorReturn(WebClientRequestException.class, "failed"))
			.collectList()
			.block(PATIENCE);

		assertThat(bodies).startsWith("good").isSubsetOf(afterSurplus());
	}

	/** What calls may get whose connection has more in it than belongs to them. */
	protected List<String> afterSurplus() {
		return List.of("good");
	}

	@Test
	void callOfAnAddressThatIsRefusedIsNotRepeated() {
		RawServer server = server((request) -> List.of(ok("x")));
		List<ClientEvent> events = new CopyOnWriteArrayList<>();
		WebClient client = client(Map.of("connection.ssrf-protection", "true")).mutate()
			.filter(WrappedClient.named("orders", ClientSettings.DEFAULTS)
				.listeners(List.of(events::add))
				.build()
				.pipeline())
			.build();

		errorOf(client, server.url("localhost"));

		assertThat(events).isNotEmpty().noneMatch((event) -> event.type() == EventType.RETRY_SCHEDULED);
	}

	@Test
	void attemptThatTakesTooLongEndsItsConnection() throws InterruptedException {
		RawServer server = server((request) -> (request == 0) ? List.of(ok("x")) : List.of());
		WebClient client = client(oneConnection());
		get(client, server);
		WebClient limited = piped(client, Map.of("timeout.attempt", "300ms", "retry.enabled", "false"));

		errorOf(limited, server.url("localhost"));

		assertThat(server.awaitClientLeft()).isTrue();
	}

	@Test
	void remoteIsTrustedByTheBundleOnly() {
		String url = tls(Certificates.SERVER, null, false);

		assertThat(errorOf(client(Map.of()), url)).hasStackTraceContaining("SSLHandshakeException");
		assertThat(send(client(Map.of("connection.ssl-bundle", "internal"), bundles(Certificates.CLIENT)),
				HttpMethod.GET, url)
			.getBody()).isEqualTo("HTTP/1.1");
	}

	@Test
	void clientShowsItsCertificateToARemoteThatAsksForOne() {
		String url = tls(Certificates.SERVER, Certificates.CLIENT, false);
		Map<String, String> bundle = Map.of("connection.ssl-bundle", "internal");

		assertThat(send(client(bundle, bundles(Certificates.CLIENT)), HttpMethod.GET, url).getStatusCode())
			.isEqualTo(HttpStatus.OK);
		assertThat(catchThrowable(() -> send(client(bundle, bundles(Certificates.STRANGER)), HttpMethod.GET, url)))
			.isNotNull();
	}

	@Test
	void changedBundleAppliesToNewCalls() {
		String url = tls(Certificates.SERVER, Certificates.CLIENT, false);
		DefaultSslBundleRegistry bundles = bundles(Certificates.STRANGER);
		WebClient client = client(Map.of("connection.ssl-bundle", "internal"), bundles);
		assertThat(catchThrowable(() -> send(client, HttpMethod.GET, url))).isNotNull();

		bundles.updateBundle("internal", Certificates.CLIENT.bundle(Certificates.SERVER));

		assertThat(send(client, HttpMethod.GET, url).getStatusCode()).isEqualTo(HttpStatus.OK);
	}

	@Test
	void http2IsSpokenWhereTheRemoteOffersIt() {
		String url = tls(Certificates.SERVER, null, true);

		WebClient client = client(Map.of("connection.ssl-bundle", "internal", "connection.http-version", "http-2"),
				bundles(Certificates.CLIENT));

		assertThat(send(client, HttpMethod.POST, url).getBody()).isEqualTo("HTTP/2.0");
		assertThat(send(client, HttpMethod.GET, url).getBody()).isEqualTo("HTTP/2.0");
	}

	@Test
	void http1IsSpokenWhereTheRemoteHasNoOther() {
		WebClient client = client(Map.of("connection.ssl-bundle", "internal", "connection.http-version", "http-2"),
				bundles(Certificates.CLIENT));
		RawServer plain = server((request) -> List.of(ok("x")));

		assertThat(send(client, HttpMethod.GET, tls(Certificates.SERVER, null, false)).getBody()).isEqualTo("HTTP/1.1");
		assertThat(get(client, plain).getBody()).isEqualTo("x");
	}

	@Test
	void http1IsSpokenUnlessToldOtherwise() {
		WebClient client = client(Map.of("connection.ssl-bundle", "internal"), bundles(Certificates.CLIENT));

		assertThat(send(client, HttpMethod.GET, tls(Certificates.SERVER, null, true)).getBody()).isEqualTo("HTTP/1.1");
	}

	static DefaultSslBundleRegistry bundles(Certificates own) {
		return new DefaultSslBundleRegistry("internal", own.bundle(Certificates.SERVER));
	}

	/** A server of https that answers with the version of HTTP that was spoken. */
	final String tls(Certificates own, @Nullable Certificates trusted, boolean http2) {
		DisposableServer server = HttpServer.create()
			.host("localhost")
			.port(0)
			.protocol(http2 ? new HttpProtocol[] { HttpProtocol.H2, HttpProtocol.HTTP11 }
					: new HttpProtocol[] { HttpProtocol.HTTP11 })
			.secure((ssl) -> ssl.sslContext(own.serverContext(trusted, http2)))
			.doOnConnection((connection) -> connection.onDispose(this.tlsConnectionEnded::countDown))
			.handle((request, response) -> request.receive()
				.then()
				.then(response.sendString(Mono.just(request.protocol())).then()))
			.bindNow();
		opened((AutoCloseable) server::dispose);
		return "https://localhost:" + server.port();
	}

	/** A server of https that answers with raw text. */
	protected final RawServer tls(IntFunction<List<String>> replies) {
		return opened(new RawServer(
				Certificates.SERVER.bundle(Certificates.CLIENT).createSslContext().getServerSocketFactory(),
				new Replies(replies)));
	}

	/** A client that trusts the servers of https. */
	protected final WebClient trusting(Map<String, String> properties) {
		Map<String, String> all = new HashMap<>(properties);
		all.put("connection.ssl-bundle", "internal");
		return client(all, bundles(Certificates.CLIENT));
	}

	protected final RawServer server(IntFunction<List<String>> replies) {
		return opened(new RawServer(new Replies(replies)));
	}

	protected final RawServer server(BiFunction<Integer, String, List<String>> replies) {
		return opened(new RawServer(new Replies(replies)));
	}

	protected final <T extends AutoCloseable> T opened(T closeable) {
		this.open.add(0, () -> {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				throw new IOException(ex);
			}
		});
		return closeable;
	}

	protected final WebClient client(Map<String, String> properties) {
		return client(properties, null);
	}

	protected final WebClient client(Map<String, String> properties, @Nullable SslBundles bundles) {
		return client(connector(properties, (engine) -> ConnectorFixture.connectors(engine, bundles)));
	}

	private static WebClient client(ClientHttpConnector connector) {
		return WebClient.builder()
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(-1))
			.clientConnector(connector)
			.build();
	}

	private ClientHttpConnector connector(Map<String, String> properties, Function<Engine, Connectors> connectors) {
		Engine engine = engine();
		if (engine instanceof AutoCloseable closeable) {
			opened(closeable);
		}
		Map<String, String> all = new HashMap<>(properties);
		all.put("backend", SettingProperty.text(engine.backend()));
		ClientSettings settings = ConnectorFixture.settings(all);
		return opened(connectors.apply(engine)).create("orders", settings);
	}

	private static WebClient piped(WebClient client, Map<String, String> properties) {
		return client.mutate()
			.filter(WrappedClient.named("orders", ConnectorFixture.settings(properties)).build().pipeline())
			.build();
	}

	protected static void readOneByte(WebClient client, RawServer server) {
		client.get()
			.uri(server.url("localhost"))
			.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
			.doOnNext(DataBufferUtils::release)
			.take(1)
			.blockLast(PATIENCE);
	}

	/** Makes a request and does not wait for its response. */
	protected static void leave(WebClient client, RawServer server) {
		client.get().uri(server.url("localhost")).retrieve().toBodilessEntity().subscribe((response) -> {
		}, (error) -> {
		});
	}

	protected static ResponseEntity<String> get(WebClient client, RawServer server) {
		return send(client, HttpMethod.GET, server.url("localhost"));
	}

	protected static ResponseEntity<String> send(WebClient client, HttpMethod method, String url) {
		WebClient.RequestBodySpec request = client.method(method).uri(url);
		return Objects.requireNonNull(((method == HttpMethod.POST) ? request.bodyValue("the body") : request)
			.exchangeToMono((response) -> response.toEntity(String.class))
			.block(PATIENCE));
	}

	private void getWithCredentials(String url) {
		client(Map.of()).get()
			.uri(url)
			.header("Authorization", "token")
			.header("X-Tenant", "blue")
			.cookie("session", "secret")
			.retrieve()
			.toBodilessEntity()
			.block(PATIENCE);
	}

	protected static Throwable errorOf(WebClient client, String url) {
		return Objects.requireNonNull(catchThrowable(() -> send(client, HttpMethod.GET, url)), "no error");
	}

	protected static Verdict verdict(Throwable error) {
		return new StandardResponseClassifier(ClassifierSettings.DEFAULTS).error(error);
	}

	protected static String ok(String body) {
		return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	private static String fresh(String body) {
		return "HTTP/1.1 200 OK\r\nCache-Control: public, max-age=60\r\nContent-Length: " + body.length() + "\r\n\r\n"
				+ body;
	}

	private static String redirect(int status, String location) {
		return "HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + location + "\r\nContent-Length: 4\r\n\r\nmove";
	}

	/** How many of {@code calls} answer 200 when they are made at once. */
	protected static long together(WebClient client, RawServer server, int calls) {
		return Objects.requireNonNull(Flux.range(0, calls)
			.flatMap((call) -> client.get()
				.uri(server.url("localhost"))
				.retrieve()
				.toBodilessEntity()
				.onErrorResume((error) -> Mono.empty()), calls)
			.count()
			.block(PATIENCE));
	}

}
