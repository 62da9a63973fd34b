package io.httpwrapper.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.client.CircuitBreakerRegistry;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.metrics.ClientMetrics;
import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.sample.upstream.FlakyUpstream;
import io.httpwrapper.sample.upstream.UpstreamSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The queries of Grafana's dashboard and of the alert rules, against what the application
 * really publishes.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.load.enabled=false", "sample.upstream.enabled=false",
				"httpwrapper.clients.orders.bulkhead.max-concurrent=10" })
@AutoConfigureWebTestClient(timeout = "30s")
class MonitoringTests {

	private static final FlakyUpstream upstream = new FlakyUpstream(
			new UpstreamSettings(0, 42, Duration.ZERO, Duration.ZERO, 0, 1, Duration.ZERO,
					new UpstreamSettings.OutageTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO)),
			new AtomicLong()::get, Schedulers.immediate());

	@Autowired
	private WebTestClient shop;

	@Autowired
	private ClientMetrics metrics;

	@Autowired
	private CircuitBreakerRegistry circuits;

	@Autowired
	private RuntimeSettings settings;

	@Autowired
	private Scrapes scrapes;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void startUpstream(DynamicPropertyRegistry properties) {
		upstream.start();
		properties.add("sample.upstream.port", upstream::port);
	}

	@AfterAll
	static void stopUpstream() {
		upstream.stop();
	}

	/** What happens seldom is told to the metrics as the pipeline would tell it. */
	@BeforeEach
	void haveAllHappen() {
		get("/orders/17");
		upstream.fail();
		get("/inventory/apple");
		get("/inventory/apple");
		this.shop.post()
			.uri("/payments")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"amount\": 9.99}")
			.exchange()
			.expectBody()
			.returnResult();
		this.circuits.mode("orders", null, CircuitMode.FORCED_OPEN);
		this.settings.change("payments", Map.of("timeout.call", "4s"));
		tell(EventType.ATTEMPT_WAITED, "", "rate-limit", "");
		tell(EventType.CACHE_ANSWERED, "", "hit", "");
		tell(EventType.BODY_FAILED, "", "", "");
		tell(EventType.STORE_CHANGED, "cache", "", "unavailable");
		tell(EventType.ATTEMPT_REJECTED, "", "circuit-open", "");
	}

	private void tell(EventType type, String key, String reason, String to) {
		this.metrics.onEvent(new ClientEvent(type, "orders", 0, key, "GET", 1, 0, "", reason, "", to, 1000, null));
	}

	private void get(String path) {
		this.shop.get().uri(path).exchange().expectBody().returnResult();
	}

	@Test
	void eachSeriesOfAQueryIsPublishedWithItsLabels() {
		String published = Objects.requireNonNull(this.shop.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody());

		Monitoring.queries().forEach((where, query) -> {
			List<String> series = Monitoring.selectors(query);
			assertThat(series).as(where).isNotEmpty();
			for (String selector : series) {
				assertThat(published).as(where).containsPattern("(?m)^" + Monitoring.name(selector) + "[{ ]");
			}
			for (String label : Monitoring.labels(query)) {
				assertThat(published).as(where)
					.containsPattern("(?m)^(" + String.join("|", series.stream().map(Monitoring::name).toList())
							+ ")\\{[^}]*\\b" + label + "=");
			}
		});
	}

	@Test
	void prometheusFindsWhatEachQueryAsksFor(@TempDir Path directory) throws Exception {
		try (Prometheus prometheus = Prometheus.start(directory, this.port, Monitoring.RULES)) {
			// the one before it has been stored when the next begins, and a rate needs
			// two
			this.scrapes.await(4);
			List<String> failures = new ArrayList<>();
			Monitoring.queries().forEach((where, query) -> {
				JsonNode answer = prometheus.query(query);
				if (!answer.path("status").asString().equals("success")) {
					failures.add(where + ": " + answer);
				}
				for (String selector : Monitoring.selectors(query)) {
					if (prometheus.query(selector).path("data").path("result").isEmpty()) {
						failures.add(where + ": nothing for " + selector);
					}
				}
				boolean compared = query.matches("(?s).*[<>=] ?[0-9].*|.*> 0.8 .*");
				if (!compared && answer.path("data").path("result").isEmpty()) {
					failures.add(where + ": no result of " + query);
				}
			});

			assertThat(failures).isEmpty();
			assertThat(prometheus.get("/api/v1/rules").toString()).contains("HttpWrapperCircuitOpen")
				.doesNotContain("\"health\":\"err\"");
			assertThat(prometheus.query("max by (client) (httpwrapper_circuit_state{state=\"forced-open\"}) == 1")
				.path("data")
				.path("result")
				.toString()).contains("\"orders\"");
		}
	}

	@Test
	void promtoolFindsNoFaultInTheRulesAndTheirTestsPass() throws IOException, InterruptedException {
		Prometheus.Result checked = Prometheus.run("promtool", "check", "rules", Monitoring.RULES.toString());
		Prometheus.Result tested = Prometheus.run("promtool", "test", "rules", Monitoring.RULE_TESTS.toString());

		assertThat(checked.code()).as(checked.output()).isZero();
		assertThat(tested.code()).as(tested.output()).isZero();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Probes {

		@Bean
		Scrapes scrapes() {
			return new Scrapes();
		}

	}

	/** Counts what Prometheus fetches. */
	static final class Scrapes implements WebFilter {

		private volatile CountDownLatch left = new CountDownLatch(0);

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			if (exchange.getRequest().getPath().value().equals("/actuator/prometheus")) {
				this.left.countDown();
			}
			return chain.filter(exchange);
		}

		void await(int count) throws InterruptedException {
			this.left = new CountDownLatch(count);
			assertThat(this.left.await(60, TimeUnit.SECONDS)).as("scrapes").isTrue();
		}

	}

}
