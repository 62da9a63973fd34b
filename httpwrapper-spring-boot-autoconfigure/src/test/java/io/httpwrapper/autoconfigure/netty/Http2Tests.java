package io.httpwrapper.autoconfigure.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.httpwrapper.autoconfigure.ConnectorFixture;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.error.RequestNotProcessedException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.settings.ClientSettings;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.netty.http.HttpProtocol;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What HTTP/2 says about requests that were not processed.
 */
@Timeout(60)
class Http2Tests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final NettyEngine engine = new NettyEngine();

	private final List<ClientEvent> events = new CopyOnWriteArrayList<>();

	private @Nullable Http2Server running;

	@AfterEach
	void close() {
		this.engine.close();
		server().close();
	}

	@Test
	void refusedStreamIsRepeatedForPost() {
		serve((stream) -> stream.reset(Http2Error.REFUSED_STREAM), Http2Tests::ok);

		ResponseEntity<String> response = send(HttpMethod.POST);

		assertThat(response.getBody()).isEqualTo("ok");
		assertThat(server().methods()).containsExactly("POST", "POST");
		assertThat(reasons(EventType.RETRY_SCHEDULED)).containsExactly("not-sent");
		assertThat(verdicts()).containsExactly("not-sent", "success");
	}

	@Test
	void refusedStreamLeavesTheConnectionInUse() {
		serve((stream) -> stream.reset(Http2Error.REFUSED_STREAM), Http2Tests::ok);

		send(HttpMethod.POST);

		assertThat(server().connections()).isEqualTo(1);
	}

	@Test
	void streamRefusedEachTimeEndsTheCallWithWhatTheRemoteSaid() {
		serve((stream) -> stream.reset(Http2Error.REFUSED_STREAM));

		assertThatThrownBy(() -> send(HttpMethod.POST)).hasRootCauseInstanceOf(RequestNotProcessedException.class)
			.hasStackTraceContaining("REFUSED_STREAM");

		assertThat(server().methods()).hasSize(3);
	}

	@Test
	void streamAboveTheLastOneOfAGoAwayIsRepeatedForPost() {
		serve((stream) -> stream.goAway(false), Http2Tests::ok);

		ResponseEntity<String> response = send(HttpMethod.POST);

		assertThat(response.getBody()).isEqualTo("ok");
		assertThat(server().methods()).containsExactly("POST", "POST");
		assertThat(reasons(EventType.RETRY_SCHEDULED)).containsExactly("not-sent");
		assertThat(server().connections()).isEqualTo(2);
	}

	@Test
	void streamThatAGoAwayCountsInGetsItsResponse() {
		serve((stream) -> {
			stream.goAway(true);
			ok(stream);
		});

		assertThat(send(HttpMethod.POST).getBody()).isEqualTo("ok");

		assertThat(server().methods()).hasSize(1);
	}

	@Test
	void streamResetForAnotherReasonIsNotRepeatedForPost() {
		serve((stream) -> stream.reset(Http2Error.INTERNAL_ERROR), Http2Tests::ok);

		assertThatThrownBy(() -> send(HttpMethod.POST)).hasRootCauseInstanceOf(IOException.class);

		assertThat(server().methods()).hasSize(1);
		assertThat(reasons(EventType.RETRY_STOPPED)).containsExactly("method");
	}

	@Test
	void streamResetForAnotherReasonIsRepeatedForGet() {
		serve((stream) -> stream.reset(Http2Error.INTERNAL_ERROR), Http2Tests::ok);

		assertThat(send(HttpMethod.GET).getBody()).isEqualTo("ok");
	}

	@Test
	void streamRefusedAfterItsHeadIsABrokenBody() {
		serve((stream) -> {
			stream.head(200);
			stream.reset(Http2Error.REFUSED_STREAM);
		});

		assertThatThrownBy(() -> send(HttpMethod.POST)).hasRootCauseInstanceOf(IOException.class);

		assertThat(server().methods()).hasSize(1);
		assertThat(verdicts()).containsExactly("success");
	}

	@Test
	void interimResponseReachesNobody() {
		serve((stream) -> {
			stream.head(103);
			ok(stream);
		});

		ResponseEntity<String> response = send(HttpMethod.GET);

		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getBody()).isEqualTo("ok");
	}

	@Test
	void redirectToAnotherHostLosesCookies() {
		try (Http2Server target = new Http2Server(Http2Tests::ok)) {
			serve((stream) -> stream.redirect(target.url()));

			ResponseEntity<String> response = send(HttpMethod.GET);

			assertThat(response.getBody()).isEqualTo("ok");
			assertThat(server().heads()).allMatch((head) -> head.contains("cookie"));
			assertThat(target.heads()).hasSize(1).noneMatch((head) -> head.contains("cookie"));
		}
	}

	private void serve(Http2Server.Reply... replies) {
		this.running = new Http2Server(replies);
	}

	private Http2Server server() {
		return Objects.requireNonNull(this.running, "serve(…) comes first");
	}

	private static void ok(Http2Server.Stream stream) {
		stream.head(200);
		stream.end("ok");
	}

	private ResponseEntity<String> send(HttpMethod method) {
		ClientSettings settings = ConnectorFixture.settings(Map.of("retry.min-backoff", "1ms"));
		WrappedClient client = WrappedClient.named("orders", settings).listeners(List.of(this.events::add)).build();
		WebClient webClient = WebClient.builder()
			.clientConnector(ConnectorFixture.connector(
					ClientHttpConnectorBuilder.reactor()
						.withHttpClientCustomizer((engine) -> engine.protocol(HttpProtocol.H2C)),
					this.engine, "orders", settings))
			.filter(client.pipeline())
			.build();
		ResponseEntity<String> response = webClient.method(method)
			.uri(server().url())
			.cookie("session", "secret")
			.exchangeToMono((head) -> head.toEntity(String.class))
			.block(PATIENCE);
		return Objects.requireNonNull(response);
	}

	private List<String> reasons(EventType type) {
		return this.events.stream().filter((event) -> event.type() == type).map(ClientEvent::reason).toList();
	}

	private List<String> verdicts() {
		return this.events.stream()
			.filter((event) -> event.type() == EventType.ATTEMPT_COMPLETED)
			.map(ClientEvent::verdict)
			.toList();
	}

}
