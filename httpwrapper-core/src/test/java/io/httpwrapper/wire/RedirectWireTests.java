package io.httpwrapper.wire;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import io.httpwrapper.connector.RedirectingConnector;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import io.httpwrapper.client.WrappedClient;
import org.junit.jupiter.api.Test;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redirects of a client that is made by hand, without Spring Boot.
 */
class RedirectWireTests {

	private final WrappedClient client = new WireClient().timeout(WireClient.PATIENCE, WireClient.PATIENCE).client();

	private final WebClient webClient = WebClient.builder()
		.clientConnector(new RedirectingConnector(new ReactorClientHttpConnector()))
		.filter(this.client.pipeline())
		.build();

	@Test
	void clientWithoutBootFollowsRedirectsWithinOneAttempt() throws IOException {
		try (RawServer server = new RawServer(
				new Replies((request) -> List.of((request == 0) ? redirect("/2") : ok("there"))))) {
			assertThat(get(server)).isEqualTo("there");

			assertThat(server.requests()).hasSize(2);
			assertThat(server.requests().get(1)).startsWith("GET /2 ");
			assertThat(this.client.snapshot().counters().attempts()).isOne();
		}
	}

	@Test
	void clientWithoutBootSendsNoCredentialsToAnotherOrigin() throws IOException {
		try (RawServer target = new RawServer(new Replies((request) -> List.of(ok("there"))));
				RawServer server = new RawServer(
						new Replies((request) -> List.of(redirect(target.url("localhost")))))) {
			assertThat(get(server)).isEqualTo("there");

			assertThat(server.requests().get(0)).contains("Authorization: Bearer secret");
			assertThat(target.requests().get(0)).doesNotContain("secret");
		}
	}

	private String get(RawServer server) {
		return Objects.requireNonNull(this.webClient.get()
			.uri(server.url("localhost"))
			.headers((headers) -> headers.setBearerAuth("secret"))
			.retrieve()
			.bodyToMono(String.class)
			.block(WireClient.PATIENCE));
	}

	private static String redirect(String location) {
		return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
	}

	private static String ok(String body) {
		return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

}
