package io.httpwrapper.sample;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.sample.upstream.FlakyUpstream;
import io.httpwrapper.sample.upstream.UpstreamSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole application, against an upstream that fails when a test says so.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.load.enabled=false", "sample.upstream.enabled=false",
				"httpwrapper.clients.inventory.circuit-breaker.recovery-timeout=1h",
				"httpwrapper.clients.inventory.circuit-breaker.max-recovery-timeout=1h" })
@AutoConfigureWebTestClient(timeout = "30s")
class SampleApplicationTests {

	/** Its payments are always out of quota; its Retry-After is zero: nobody waits. */
	private static final FlakyUpstream upstream = new FlakyUpstream(
			new UpstreamSettings(0, 42, Duration.ZERO, Duration.ZERO, 0, 1, Duration.ZERO,
					new UpstreamSettings.OutageTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO)),
			new AtomicLong()::get, Schedulers.immediate());

	@Autowired
	private WebTestClient shop;

	@Autowired
	private ClientRegistry clients;

	@Autowired
	private ApplicationContext application;

	@Autowired
	private CircuitHistory circuits;

	@Autowired
	private SkippableTime time;

	@DynamicPropertySource
	static void startUpstream(DynamicPropertyRegistry properties) {
		upstream.start();
		properties.add("sample.upstream.port", upstream::port);
	}

	@AfterAll
	static void stopUpstream() {
		upstream.stop();
	}

	@BeforeEach
	void beginHealthy() {
		upstream.recover();
		this.clients.get("inventory").circuitBreakers().forEach((breaker) -> breaker.mode(CircuitMode.NORMAL));
		this.circuits.changes.clear();
	}

	@Test
	void callsThroughAClient() {
		get("/orders/17").expectStatus().isOk().expectBody().jsonPath("$.id").isEqualTo("17");
	}

	@Test
	void paymentOutOfQuotaIsSentAgainBeforeTheCallerIsTold() {
		long sentBefore = upstream.paymentsRequests();
		long retriedBefore = retriesOfPayments();

		this.shop.post()
			.uri("/payments")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"amount\": 9.99}")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.BAD_GATEWAY)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains("429", "/payments"));

		assertThat(upstream.paymentsRequests() - sentBefore).isEqualTo(3);
		assertThat(retriesOfPayments() - retriedBefore).isEqualTo(2);
	}

	@Test
	void paymentsAreCountedAgainstTheirLimits() {
		this.shop.post()
			.uri("/payments")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"amount\": 9.99}")
			.exchange()
			.expectBody()
			.returnResult();

		assertThat(this.clients.get("payments").settings().rateLimit().all()).containsExactly(
				new RateLimit(50, Duration.ofSeconds(1), 50), new RateLimit(1000, Duration.ofMinutes(1), 1000));
		assertThat(this.clients.get("payments").snapshot().rateLimit().tokensByKey()).containsOnlyKeys("payments");
		assertThat(this.clients.get("orders").snapshot().rateLimit()).isNull();
	}

	@Test
	void circuitOpensInAnOutageAndClosesAfterIt() {
		upstream.fail();
		assertThat(status("/inventory/apple")).isEqualTo(HttpStatus.BAD_GATEWAY);
		assertThat(status("/inventory/apple")).as("the one that opens it").isEqualTo(HttpStatus.BAD_GATEWAY);
		assertThat(status("/inventory/apple")).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		upstream.recover();
		this.time.skip(Duration.ofHours(2));
		assertThat(status("/inventory/apple")).isEqualTo(HttpStatus.OK);
		assertThat(status("/inventory/apple")).isEqualTo(HttpStatus.OK);

		assertThat(this.circuits.changes).containsExactly("closed -> open", "open -> half-open", "half-open -> closed");
	}

	@Test
	void openCircuitSparesTheUpstreamAndSaysWhenToComeBack() {
		upstream.fail();
		status("/inventory/apple");
		status("/inventory/apple");
		long sentBefore = upstream.inventoryRequests();

		get("/inventory/apple").expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.value(HttpHeaders.RETRY_AFTER, (seconds) -> assertThat(seconds).matches("3\\d{3}|4[0-3]\\d{2}"))
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains("inventory", "circuit", "open"));

		assertThat(upstream.inventoryRequests()).isEqualTo(sentBefore);
	}

	@Test
	void guideNamesTheAddressThatItWasAskedAt() {
		get("/").expectStatus()
			.isOk()
			.expectBody(String.class)
			.value((guide) -> assertThat(guide).contains("curl -i localhost:").doesNotContain("$HOST"));
	}

	@Test
	void upstreamAndLoadCanBeSwitchedOff() {
		assertThat(this.application.getBeansOfType(FlakyUpstream.class)).isEmpty();
		assertThat(this.application.getBeansOfType(LoadGenerator.class)).isEmpty();
	}

	private WebTestClient.ResponseSpec get(String path) {
		return this.shop.get().uri(path).exchange();
	}

	/** With the body read: one that is not is a buffer that leaks. */
	private HttpStatusCode status(String path) {
		return get(path).expectBody().returnResult().getStatus();
	}

	private long retriesOfPayments() {
		return this.clients.get("payments").snapshot().counters().retries();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Probes {

		@Bean
		CircuitHistory circuitHistory() {
			return new CircuitHistory();
		}

		@Bean
		SkippableTime skippableTime() {
			return new SkippableTime();
		}

		@Bean
		TimeAndChance timeAndChance(SkippableTime time) {
			TimeAndChance real = TimeAndChance.system();
			return new TimeAndChance(time::nanoTime, real.clock(), real.random(), real.scheduler(), real.timer());
		}

	}

	/** Hears the changes of the inventory's circuit, each before the caller's answer. */
	static final class CircuitHistory implements ClientEventListener {

		private final List<String> changes = new CopyOnWriteArrayList<>();

		@Override
		public Set<EventType> types() {
			return EnumSet.of(EventType.CIRCUIT_CHANGED);
		}

		@Override
		public void onEvent(ClientEvent event) {
			this.changes.add(event.from() + " -> " + event.to());
		}

	}

	/** The real time, or later: a circuit's hour passes only when it is skipped. */
	static final class SkippableTime {

		private final AtomicLong skipped = new AtomicLong();

		long nanoTime() {
			return System.nanoTime() + this.skipped.get();
		}

		void skip(Duration time) {
			this.skipped.addAndGet(time.toNanos());
		}

	}

}
