package io.httpwrapper.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.client.CircuitBreakerRegistry;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.policy.CircuitMode;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A whole application, seen through its actuator.
 */
class ActuatorTests {

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	private ConfigurableApplicationContext application;

	private WebTestClient actuator;

	@BeforeAll
	static void startUpstream() {
		upstream.start();
		upstream.stubFor(WireMock.get("/ok").willReturn(WireMock.ok()));
		upstream.stubFor(WireMock.get(WireMock.urlPathEqualTo("/item"))
			.willReturn(WireMock.ok("item").withHeader("Cache-Control", "max-age=60")));
		upstream.stubFor(WireMock.get(WireMock.urlPathEqualTo("/down")).willReturn(WireMock.serverError()));
	}

	@AfterAll
	static void stopUpstream() {
		upstream.stop();
	}

	@AfterEach
	void close() {
		this.application.close();
	}

	@Test
	void openCircuitIsToldButLeavesTheApplicationUp() {
		start("--management.endpoint.health.show-details=always");
		call("/ok");
		drive(CircuitMode.FORCED_OPEN);

		this.actuator.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.components.httpwrapper.status")
			.isEqualTo("UP")
			.jsonPath("$.components.httpwrapper.components.default.status")
			.isEqualTo("UP")
			.jsonPath("$.components.httpwrapper.components.orders.details.open")
			.isEqualTo(circuit())
			.jsonPath("$.components.httpwrapper.components.orders.details.circuits['" + circuit() + "'].state")
			.isEqualTo("forced-open");
	}

	@Test
	void openCircuitTakesTheApplicationDownOnRequest() {
		start("--httpwrapper.health.open-circuit-status=down");
		call("/ok");
		expect("/actuator/health", 200);
		drive(CircuitMode.FORCED_OPEN);

		expect("/actuator/health", 503);
		expect("/actuator/health/liveness", 200);
		expect("/actuator/health/readiness", 200);
	}

	@Test
	void openCircuitOfACriticalClientTakesTheApplicationDownButNotItsReadiness() {
		start("--httpwrapper.health.critical=orders");
		call("/ok");
		expect("/actuator/health", 200);
		drive(CircuitMode.FORCED_OPEN);

		expect("/actuator/health", 503);
		expect("/actuator/health/readiness", 200);
		expect("/actuator/health/liveness", 200);
	}

	@Test
	void criticalClientMayHaveAStatusOfItsOwnWithinAGroup() {
		start("--httpwrapper.health.critical=orders", "--httpwrapper.health.critical-status=out-of-service",
				"--management.endpoint.health.group.checkout.include=httpwrapper/orders",
				"--management.endpoint.health.group.rest.include=httpwrapper/default");
		call("/ok");
		drive(CircuitMode.FORCED_OPEN);

		expect("/actuator/health/checkout", 503);
		expect("/actuator/health/rest", 200);
	}

	@Test
	void histogramsOfCallsAndBodiesAreBootsToConfigure() {
		start("--management.metrics.distribution.slo.httpwrapper.calls=100ms,1s",
				"--management.metrics.distribution.slo.httpwrapper.bodies=1s,10s,60s");
		call("/ok");

		assertThat(this.application.getBean(MeterRegistry.class)
			.get("httpwrapper.bodies")
			.tag("client", "orders")
			.timer()
			.takeSnapshot()
			.histogramCounts()).hasSize(3);
		assertThat(this.application.getBean(MeterRegistry.class)
			.get("httpwrapper.calls")
			.tag("client", "orders")
			.tag("outcome", "success")
			.timer()
			.takeSnapshot()
			.histogramCounts()).hasSize(2);
	}

	@Test
	void changeOfSettingsIsInTheHistoryWithItsOriginButWithoutValues() {
		start("--management.endpoints.web.exposure.include=httpwrapper");

		this.application.getBean(RuntimeSettings.class).change("orders", Map.of("timeout.call", "3s"));

		assertThat(body("/actuator/httpwrapper/orders"))
			.containsPattern("\"type\":\"settings-changed\",\"reason\":\"timeout.call\",\"to\":\"runtime\"");
	}

	@Test
	void failedCallCanBeExplainedByItsNumber() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.orders.retry.max-attempts=1");
		call("/down?token=hush");

		assertThat(body("/actuator/httpwrapper/orders/calls")).contains("\"failed\":[{\"id\":1,")
			.contains("attempt 1: status 500; not repeated: max-attempts")
			.doesNotContain("hush");
		assertThat(body("/actuator/httpwrapper/orders/calls/1")).contains("\"call\":\"GET localhost:")
			.contains("/down\"");
		expect("/actuator/httpwrapper/orders/calls/2", 404);
		expect("/actuator/httpwrapper/orders/calls/x", 404);
		expect("/actuator/httpwrapper/nobody/calls", 404);
	}

	@Test
	void openCircuitMayHaveAStatusOfItsOwn() {
		start("--httpwrapper.health.open-circuit-status=circuit-open",
				"--management.endpoint.health.status.order=DOWN,CIRCUIT_OPEN,UNKNOWN,UP");
		call("/ok");
		drive(CircuitMode.FORCED_OPEN);

		this.actuator.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("CIRCUIT_OPEN");
	}

	@Test
	void healthTellsTheRemotesLastFailure() {
		start("--management.endpoint.health.show-details=always");
		call("/down?token=secret");
		drive(CircuitMode.FORCED_OPEN);
		assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(() -> call("/down"));

		this.actuator.get()
			.uri("/actuator/health/httpwrapper/orders")
			.exchange()
			.expectBody()
			.jsonPath("$.details.lastFailure.status")
			.isEqualTo(500);
	}

	@Test
	void healthPartIsSwitchedOffByBootsProperty() {
		start("--management.health.httpwrapper.enabled=false", "--management.endpoint.health.show-details=always");

		this.actuator.get()
			.uri("/actuator/health")
			.exchange()
			.expectBody()
			.jsonPath("$.components.httpwrapper")
			.doesNotExist();
	}

	@Test
	void endpointIsNotExposedUnlessAskedFor() {
		start();

		expect("/actuator/httpwrapper", 404);
	}

	@Test
	void endpointListsTheClients() {
		start("--management.endpoints.web.exposure.include=httpwrapper");
		call("/down");

		this.actuator.get()
			.uri("/actuator/httpwrapper")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.clients.default.counters.calls")
			.isEqualTo(0)
			.jsonPath("$.clients.orders.counters.calls")
			.isEqualTo(1)
			.jsonPath("$.clients.orders.counters.retries")
			.isEqualTo(1)
			.jsonPath("$.clients.orders.circuits['" + circuit() + "'].state")
			.isEqualTo("closed");
	}

	@Test
	void endpointTellsAllAboutOneClientAndNoSecret() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.users.base-url=https://me:secret@users.internal/api?key=secret");
		call("/down?token=secret");

		String orders = body("/actuator/httpwrapper/orders");
		String users = body("/actuator/httpwrapper/users");

		assertThat(orders).contains(
				"\"retry.max-attempts\":{\"value\":\"2\",\"from\":\"client\",\"origin\":\"httpwrapper.clients.orders.")
			.contains("\"timeout.call\":{\"value\":\"16s\",\"from\":\"built-in\"}", "\"type\":\"retry-scheduled\"",
					"\"status\":500")
			.doesNotContain("secret");
		assertThat(users).contains("https://users.internal/api").doesNotContain("secret");
		expect("/actuator/httpwrapper/nobody", 404);
	}

	@Test
	void endpointShowsTheTokensOfAClientThatHasALimit() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.orders.rate-limit.enabled=true",
				"--httpwrapper.clients.orders.rate-limit.limits[0].permits=5",
				"--httpwrapper.clients.orders.rate-limit.limits[0].per=1h",
				"--httpwrapper.clients.users.base-url=https://users.internal");
		call("/ok");

		assertThat(body("/actuator/httpwrapper/orders"))
			.contains("\"rateLimit\":{\"waiting\":0,\"tokens\":4,\"keys\":1,\"tokensByKey\":{\"orders\":4}}")
			.contains("\"rate-limit.limits\":{\"value\":\"5 per 1h with burst 5\",\"from\":\"client\",\"origin\":");
		assertThat(body("/actuator/httpwrapper/users")).contains("\"rateLimit\":{}");
	}

	@Test
	void endpointShowsTheBulkheadOfAClientThatHasOne() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.orders.bulkhead.max-concurrent=5",
				"--httpwrapper.clients.users.base-url=https://users.internal");
		call("/ok");

		assertThat(body("/actuator/httpwrapper/orders"))
			.contains("\"bulkhead\":{\"limit\":5,\"inUse\":0,\"maxWaiting\":100,\"waiting\":0,\"rejected\":0}")
			.contains("\"bulkhead.max-concurrent\":{\"value\":\"5\",\"from\":\"client\",\"origin\":");
		assertThat(body("/actuator/httpwrapper/users")).contains("\"bulkhead\":{}");
	}

	@Test
	void endpointShowsTheCacheOfAClientThatHasOneWithoutSecrets() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.orders.cache.enabled=true");
		call("/item?token=secret&id=secret");
		call("/item?token=secret&id=secret");
		call("/item?secret");

		assertThat(body("/actuator/httpwrapper/orders")).contains("\"cache\":{\"hits\":1,", "\"misses\":2,",
				"\"entries\":");
		assertThat(body("/actuator/httpwrapper/orders/cache")).isEqualTo("{\"uris\":[\"" + upstream.baseUrl()
				+ "/item?******\",\"" + upstream.baseUrl() + "/item?token=******&id=******\"]}");
		assertThat(body("/actuator/httpwrapper/orders/cache?limit=0")).isEqualTo("{\"uris\":[]}");
		assertThat(body("/actuator/httpwrapper/default")).contains("\"cache\":{}");
		expect("/actuator/httpwrapper/default/cache", 400);
		expect("/actuator/httpwrapper/orders/attic", 404);
	}

	@Test
	void endpointEmptiesCachesWhereAllowed() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--management.endpoint.httpwrapper.access=unrestricted",
				"--httpwrapper.clients.orders.cache.enabled=true");
		for (String query : new String[] { "uri=" + upstream.baseUrl() + "/item",
				"prefix=" + upstream.baseUrl() + "/it", "" }) {
			call("/item");
			assertThat(delete("orders/cache?" + query, 200)).isEqualTo("{\"purged\":1}");
			assertThat(body("/actuator/httpwrapper/orders/cache")).isEqualTo("{\"uris\":[]}");
		}

		assertThat(delete("orders/cache?tag=none", 200)).isEqualTo("{\"purged\":0}");
		delete("orders/cache?uri=/item", 400);
		delete("orders/cache?tag=a&prefix=b", 400);
		delete("default/cache", 400);
	}

	@Test
	void endpointOnlyReadsByDefault() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.orders.cache.enabled=true");

		post("orders", Map.of("action", "force-open"), 405);
		delete("orders/cache", 405);
	}

	@Test
	void endpointDrivesCircuitsWhereAllowed() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--management.endpoint.httpwrapper.access=unrestricted",
				"--httpwrapper.clients.orders.circuit-breaker.mode=metrics-only");
		call("/ok");

		expectState("force-open", "forced-open");
		expectState("close", "closed");
		expectState("disable", "disabled");
		expectState("reset", "metrics-only");
	}

	@Test
	void endpointDrivesOneCircuit() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--management.endpoint.httpwrapper.access=unrestricted");
		call("/ok");
		call("http://127.0.0.1:" + upstream.port() + "/ok");

		post("orders", Map.of("action", "force-open", "circuit", circuit()), 200);

		assertThat(body("/actuator/httpwrapper/orders")).containsOnlyOnce("\"state\":\"forced-open\"")
			.containsOnlyOnce("\"state\":\"closed\"");
	}

	@Test
	void endpointRefusesWhatItDoesNotKnow() {
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--management.endpoint.httpwrapper.access=unrestricted");

		post("orders", Map.of("action", "explode"), 400);
		post("orders", Map.of(), 400);
		post("nobody", Map.of("action", "close"), 400);
		post("orders", Map.of("action", "close", "circuit", "elsewhere:80"), 400);
	}

	@Test
	void callsAttemptsAndCircuitsAreMeasured() {
		start();
		call("/down");
		MeterRegistry meters = this.application.getBean(MeterRegistry.class);

		assertThat(
				meters.get("httpwrapper.calls").tag("client", "orders").tag("outcome", "server-error").timer().count())
			.isOne();
		assertThat(meters.get("httpwrapper.attempts").tag("client", "orders").timer().count()).isEqualTo(2);
		assertThat(meters.get("httpwrapper.circuit.state")
			.tag("circuit", circuit())
			.tag("state", "closed")
			.gauge()
			.value()).isOne();
		assertThat(meters.get("httpwrapper.calls.active").tag("client", "default").gauge().value()).isZero();
	}

	@Test
	void learntQuotasAreShown() {
		upstream.stubFor(WireMock.get("/quota")
			.willReturn(WireMock.noContent()
				.withHeader("X-RateLimit-Limit", "100")
				.withHeader("X-RateLimit-Remaining", "0")
				.withHeader("X-RateLimit-Reset", "30")));
		start("--management.endpoints.web.exposure.include=httpwrapper",
				"--httpwrapper.clients.orders.rate-limit.enabled=true",
				"--httpwrapper.clients.orders.rate-limit.learn=true");
		assertThat(body("/actuator/httpwrapper/orders"))
			.contains("\"quotas\":{\"waiting\":0,\"keys\":0,\"learnt\":{}}");

		call("/quota");

		assertThat(body("/actuator/httpwrapper/orders"))
			.contains("\"keys\":1,\"learnt\":{\"localhost:" + upstream.port() + "\":{\"state\":\"held\"")
			.contains("\"limit\":100,\"remaining\":0,\"reset\":");
		assertThat(body("/actuator/httpwrapper/default")).contains("\"quotas\":{}");
	}

	private void start(String... arguments) {
		this.application = new SpringApplicationBuilder(App.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "management.health.redis.enabled=false", "spring.main.banner-mode=off",
					"spring.reactor.netty.shutdown-quiet-period=0s",
					"httpwrapper.clients.orders.base-url=" + upstream.baseUrl(),
					"httpwrapper.clients.orders.retry.max-attempts=2",
					"httpwrapper.clients.orders.retry.min-backoff=1ms")
			.run(arguments);
		String port = this.application.getEnvironment().getProperty("local.server.port");
		this.actuator = WebTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private void call(String uri) {
		this.application.getBean("ordersWebClient", WebClient.class)
			.get()
			.uri(uri)
			.exchangeToMono((response) -> response.releaseBody())
			.block(Duration.ofSeconds(10));
	}

	private void drive(CircuitMode mode) {
		this.application.getBean(CircuitBreakerRegistry.class).mode("orders", null, mode);
	}

	private static String circuit() {
		return "localhost:" + upstream.port();
	}

	private String body(String uri) {
		return new String(this.actuator.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.returnResult()
			.getResponseBodyContent(), StandardCharsets.UTF_8);
	}

	// each body is read to its end, or its buffers would leak

	private void expect(String uri, int status) {
		this.actuator.get().uri(uri).exchange().expectStatus().isEqualTo(status).expectBody().returnResult();
	}

	private String post(String client, Map<String, String> body, int status) {
		byte[] answer = this.actuator.post()
			.uri("/actuator/httpwrapper/" + client)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult()
			.getResponseBodyContent();
		return (answer != null) ? new String(answer, StandardCharsets.UTF_8) : "";
	}

	private String delete(String path, int status) {
		byte[] answer = this.actuator.delete()
			.uri("/actuator/httpwrapper/" + path)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult()
			.getResponseBodyContent();
		return (answer != null) ? new String(answer, StandardCharsets.UTF_8) : "";
	}

	private void expectState(String action, String state) {
		assertThat(post("orders", Map.of("action", action), 200)).contains("\"" + circuit() + "\"",
				"\"state\":\"" + state + "\"");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
