package io.httpwrapper.sample.gateway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.http.MediaType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gateway in front of an upstream that counts its requests.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("gateway")
@AutoConfigureWebTestClient(timeout = "30s")
class CachingGatewayTests {

	private static final List<Asked> asked = new CopyOnWriteArrayList<>();

	private static final DisposableServer upstream = HttpServer.create()
		.host("localhost")
		.port(0)
		.route((routes) -> routes
			.get("/fresh/{id}",
					(request, response) -> response.header("Cache-Control", "max-age=60")
						.header("Connection", "X-Hop")
						.header("X-Hop", "of the connection")
						.header("X-End", "of the response")
						.sendString(note(request, "stored once")))
			.get("/gone", (request, response) -> response.status(410).sendString(note(request, "gone")))
			.post("/echo", (request, response) -> response.send(request.receive().retain())))
		.bindNow();

	@Autowired
	private WebTestClient gateway;

	@DynamicPropertySource
	static void nameUpstream(DynamicPropertyRegistry properties) {
		properties.add("upstream", () -> "http://localhost:" + upstream.port());
	}

	@AfterAll
	static void stopUpstream() {
		upstream.disposeNow();
	}

	@Test
	void secondGetIsAnsweredFromTheCache() {
		EntityExchangeResult<String> first = get("/fresh/1?page={page}", "/2");
		EntityExchangeResult<String> second = get("/fresh/1?page={page}", "/2");

		assertThat(first.getResponseHeaders().getFirst("Cache-Status"))
			.isEqualTo("gateway; fwd=uri-miss; fwd-status=200; stored");
		assertThat(second.getResponseHeaders().getFirst("Cache-Status")).startsWith("gateway; hit; ttl=");
		assertThat(second.getResponseHeaders().getFirst("Age")).isNotNull();
		assertThat(second.getResponseBody()).isEqualTo("stored once");
		assertThat(asked).filteredOn((request) -> request.uri().startsWith("/fresh/1"))
			.singleElement()
			.extracting(Asked::uri)
			.isEqualTo("/fresh/1?page=%2F2");
	}

	@Test
	void fieldsOfAConnectionGoNoFurther() {
		EntityExchangeResult<String> answer = this.gateway.get()
			.uri("/fresh/2")
			.header("Connection", "X-Mine")
			.header("X-Mine", "of the connection")
			.header("X-Yours", "of the request")
			.exchange()
			.expectBody(String.class)
			.returnResult();

		assertThat(answer.getResponseHeaders().getFirst("X-End")).isEqualTo("of the response");
		assertThat(answer.getResponseHeaders().headerNames()).doesNotContain("X-Hop", "Connection");
		assertThat(asked).filteredOn((request) -> request.uri().equals("/fresh/2"))
			.singleElement()
			.satisfies((request) -> {
				assertThat(request.headers().get("X-Yours")).isEqualTo("of the request");
				assertThat(request.headers().contains("X-Mine")).isFalse();
				assertThat(request.headers().get("Host")).isEqualTo("localhost:" + upstream.port());
			});
	}

	@Test
	void failuresOfTheUpstreamAreHandedOn() {
		EntityExchangeResult<String> answer = get("/gone");

		assertThat(answer.getStatus().value()).isEqualTo(410);
		assertThat(answer.getResponseBody()).isEqualTo("gone");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded" })
	void bodiesAreSentOn(String type) {
		this.gateway.post()
			.uri("/echo")
			.contentType(MediaType.parseMediaType(type))
			.bodyValue("hello")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.isEqualTo("hello");
	}

	private EntityExchangeResult<String> get(String uri, Object... values) {
		return this.gateway.get().uri(uri, values).exchange().expectBody(String.class).returnResult();
	}

	private static Mono<String> note(HttpServerRequest request, String body) {
		asked.add(new Asked(request.uri(), request.requestHeaders().copy()));
		return Mono.just(body);
	}

	private record Asked(String uri, HttpHeaders headers) {
	}

}
