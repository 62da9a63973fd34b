package io.httpwrapper.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.ScenarioMappingBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.httpwrapper.call.CallOptions;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a working server's answers make the client do over real connections.
 */
@Timeout(120)
class WireMockTests {

	private static final WireMockServer server = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private final WireClient client = new WireClient();

	@BeforeAll
	static void start() {
		server.start();
	}

	@AfterAll
	static void stop() {
		server.stop();
	}

	@BeforeEach
	void reset() {
		server.resetAll();
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 503 })
	void retryAfterInSecondsIsWaitedFor(int status) {
		replies(status(status).withHeader("Retry-After", "1").withBody("later"), ok("now"));

		ResponseEntity<String> response = this.client.get(server.baseUrl());

		assertThat(response.getBody()).isEqualTo("now");
		List<LoggedRequest> requests = requests();
		assertThat(requests).hasSize(2);
		assertThat(Duration.between(arrival(requests.get(0)), arrival(requests.get(1))))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 503 })
	void retryAfterAsADateIsWaitedFor(int status) {
		Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
		replies(status(status).withHeader("Retry-After", httpDate(date)), ok("now"));

		ResponseEntity<String> response = this.client.get(server.baseUrl());

		assertThat(response.getBody()).isEqualTo("now");
		List<LoggedRequest> requests = requests();
		assertThat(requests).hasSize(2);
		assertThat(arrival(requests.get(1))).isAfterOrEqualTo(date);
	}

	@Test
	void retryAfterThatDoesNotFitIntoTheCallEndsItAtOnce() {
		this.client.timeout(Duration.ofSeconds(3), Duration.ofSeconds(3));
		replies(status(503).withHeader("Retry-After", "5").withBody("later"));

		ResponseEntity<String> response = this.client.get(server.baseUrl());

		assertThat(response.getStatusCode().value()).isEqualTo(503);
		assertThat(response.getBody()).isEqualTo("later");
		assertThat(requests()).hasSize(1);
		assertThat(stopped()).containsExactly("deadline");
	}

	@Test
	void unavailableIsNotRepeatedForPost() {
		replies(status(503).withBody("busy"), ok("now"));

		ResponseEntity<String> response = this.client.post(server.baseUrl());

		assertThat(response.getStatusCode().value()).isEqualTo(503);
		assertThat(response.getBody()).isEqualTo("busy");
		assertThat(requests()).hasSize(1);
		assertThat(stopped()).containsExactly("method");
	}

	@Test
	void postWithAGeneratedKeyIsRepeatedOnceWithTheSameKey() {
		this.client.idempotencyKeys();
		replies(status(503), ok("done"));

		ResponseEntity<String> response = this.client.post(server.baseUrl());

		assertThat(response.getBody()).isEqualTo("done");
		assertThat(requests()).hasSize(2).allMatch((request) -> request.getBodyAsString().equals("Ada"));
		assertThat(requests().get(0).getHeader("Idempotency-Key")).matches("\"[0-9a-f-]{36}\"")
			.isEqualTo(requests().get(1).getHeader("Idempotency-Key"));
	}

	@Test
	void eachPostHasAKeyOfItsOwn() {
		this.client.idempotencyKeys();
		replies(ok("done"));

		this.client.post(server.baseUrl());
		this.client.post(server.baseUrl());

		assertThat(requests()).extracting((request) -> request.getHeader("Idempotency-Key"))
			.doesNotContainNull()
			.doesNotHaveDuplicates()
			.hasSize(2);
	}

	@Test
	void postThatTheCallerCallsIdempotentIsRepeated() {
		replies(status(503), ok("done"));

		ResponseEntity<String> response = WireClient
			.entity(this.client.webClient()
				.post()
				.uri(server.baseUrl())
				.attributes(CallOptions.none().idempotent())
				.bodyValue("Ada"))
			.block(WireClient.PATIENCE);

		assertThat(Objects.requireNonNull(response).getBody()).isEqualTo("done");
		assertThat(requests()).hasSize(2).noneMatch((request) -> request.containsHeader("Idempotency-Key"));
	}

	@Test
	void openCircuitKeepsRequestsFromTheServer() {
		this.client.failureThreshold(3);
		replies(status(500));
		for (int i = 0; i < 3; i++) {
			assertThat(this.client.post(server.baseUrl()).getStatusCode().value()).isEqualTo(500);
		}

		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(() -> this.client.post(server.baseUrl()))
				.satisfies((refusal) -> assertThat(refusal.retryAfter()).isPresent());
		}

		assertThat(requests()).hasSize(3);
		assertThat(this.client.listener.of(EventType.CIRCUIT_CHANGED)).extracting(ClientEvent::to)
			.containsExactly("open");
	}

	@Test
	void circuitThatOpensWithinACallEndsItsRetriesWithWhatTheRemoteSaid() {
		this.client.failureThreshold(2);
		replies(status(500));

		assertThat(this.client.get(server.baseUrl()).getStatusCode().value()).isEqualTo(500);

		assertThat(requests()).hasSize(2);
		assertThat(stopped()).containsExactly("rejected");
	}

	@Test
	void requestsToPaceDoNotOpenTheCircuit() {
		this.client.failureThreshold(2);
		replies(status(429));

		assertThat(this.client.get(server.baseUrl()).getStatusCode().value()).isEqualTo(429);
		assertThat(this.client.get(server.baseUrl()).getStatusCode().value()).isEqualTo(429);

		assertThat(requests()).hasSize(6);
	}

	@Test
	void deadlineHeaderTellsWhatIsLeftForEachAttempt() {
		this.client.timeout(Duration.ofSeconds(5), Duration.ofSeconds(10)).deadlineHeader("X-Deadline");
		replies(status(503).withHeader("Retry-After", "1"), ok("now"));

		this.client.get(server.baseUrl());

		assertThat(requests()).hasSize(2);
		long first = Long.parseLong(requests().get(0).getHeader("X-Deadline"));
		long second = Long.parseLong(requests().get(1).getHeader("X-Deadline"));
		assertThat(first).isBetween(1L, 10_000L);
		assertThat(second).isBetween(1L, first - 1000);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void faultIsRepeatedForGet(Fault fault) {
		this.client.replayBuffer(DataSize.ofKilobytes(64));
		replies(aResponse().withFault(fault), ok("now"));

		assertThat(this.client.get(server.baseUrl()).getBody()).isEqualTo("now");

		assertThat(requests()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void faultIsNotRepeatedForPost(Fault fault) {
		replies(aResponse().withFault(fault), ok("now"));

		assertThatThrownBy(() -> this.client.post(server.baseUrl())).isInstanceOf(RuntimeException.class);

		assertThat(requests()).hasSize(1);
		assertThat(this.client.inFlight()).isZero();
	}

	/**
	 * Answers the first request with the first response, and so on; the last one stays.
	 */
	private static void replies(ResponseDefinitionBuilder... responses) {
		for (int i = 0; i < responses.length; i++) {
			ScenarioMappingBuilder step = any(anyUrl()).inScenario("replies")
				.whenScenarioStateIs((i == 0) ? Scenario.STARTED : "after " + i)
				.willReturn(responses[i]);
			server.stubFor((i < responses.length - 1) ? step.willSetStateTo("after " + (i + 1)) : step);
		}
	}

	/** The requests received, in the order of their arrival. */
	private static List<LoggedRequest> requests() {
		return server.getAllServeEvents()
			.stream()
			.map(ServeEvent::getRequest)
			.sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
			.toList();
	}

	private static Instant arrival(LoggedRequest request) {
		return request.getLoggedDate().toInstant();
	}

	private static String httpDate(Instant date) {
		return DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC))
			.replaceFirst(" (\\d) ", " 0$1 ");
	}

	private List<String> stopped() {
		return this.client.listener.of(EventType.RETRY_STOPPED).stream().map(ClientEvent::reason).toList();
	}

}
