package io.httpwrapper.wire;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.client.CacheSettingsFixture;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.fixture.Observations;
import io.httpwrapper.fixture.RawServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The observation that {@code RestClient} makes of a call says what its caller saw.
 */
@Timeout(120)
class RestClientObservationTests {

	private static final String CALL = "http.client.requests";

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nok";

	private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

	private final Observations observations = new Observations();

	private final WireClient client = new WireClient();

	private @Nullable RawServer server;

	@AfterEach
	void close() throws IOException {
		this.client.close();
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void repeatedCallIsOneObservationWithTheLastStatus() {
		serve(UNAVAILABLE, UNAVAILABLE, OK);

		assertThat(get()).isEqualTo("ok");

		assertThat(told()).containsExactly("exception=none outcome=SUCCESS status=200 uri=/orders/{id}");
	}

	@Test
	void callThatIsGivenUpHasTheStatusOfItsLastAttempt() {
		serve(UNAVAILABLE, UNAVAILABLE, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");

		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(this::get);

		assertThat(told())
			.containsExactly("exception=InternalServerError outcome=SERVER_ERROR status=500 uri=/orders/{id}");
	}

	@Test
	void storedAnswerIsObservedAsTheAnswerThatItIs() {
		this.client.cache(CacheSettingsFixture.enabled());
		serve(OK);

		assertThat(get()).isEqualTo("ok");
		assertThat(get()).isEqualTo("ok");

		assertThat(Objects.requireNonNull(this.server).requests()).hasSize(1);
		assertThat(told()).hasSize(2).containsOnly("exception=none outcome=SUCCESS status=200 uri=/orders/{id}");
	}

	@Test
	void refusedCallTellsTheRefusalAndNoStatus() {
		this.client.failureThreshold(1);
		serve(UNAVAILABLE);
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> get(CallOptions.none().noRetry()));

		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get);

		assertThat(told().get(1))
			.isEqualTo("exception=ResourceAccessException outcome=UNKNOWN status=CLIENT_ERROR uri=/orders/{id}");
		assertThat(this.observations.ended(CALL).get(1).getError()).hasCauseInstanceOf(CircuitOpenException.class);
		assertThat(((ClientRequestObservationContext) this.observations.ended(CALL).get(1)).getResponse()).isNull();
	}

	private List<String> told() {
		return this.observations.keys(CALL)
			.stream()
			.map((keys) -> keys.replaceAll("(client.name|method)=\\S+ ?", ""))
			.toList();
	}

	private @Nullable String get() {
		return get(CallOptions.none());
	}

	private @Nullable String get(CallOptions options) {
		return RestClient.builder()
			.requestFactory(this.client.requestFactory())
			.observationRegistry(this.observations.registry())
			.baseUrl(Objects.requireNonNull(this.server).url())
			.build()
			.get()
			.uri("/orders/{id}", 17)
			.attributes(options)
			.retrieve()
			.body(String.class);
	}

	/** One after the other, whichever connection asks. */
	private void serve(String... answers) {
		AtomicInteger next = new AtomicInteger();
		this.server = new RawServer((peer) -> {
			while (peer.receives()) {
				peer.sends(answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
			}
		});
	}

}
