package io.httpwrapper.test;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.RetryReason;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import static io.httpwrapper.test.ClientAssertions.assertThatClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The kit as an application's tests see it.
 */
@SpringBootTest(properties = { "httpwrapper.clients.orders.base-url=http://orders.invalid",
		"httpwrapper.clients.orders.timeout.attempt=1s", "httpwrapper.clients.orders.timeout.call=10s",
		"httpwrapper.clients.orders.retry.min-backoff=1s",
		"httpwrapper.clients.orders.circuit-breaker.failure-threshold=4",
		"httpwrapper.clients.orders.circuit-breaker.recovery-timeout=30s",
		"httpwrapper.clients.orders.circuit-breaker.max-recovery-timeout=30s",
		"httpwrapper.clients.orders.circuit-breaker.half-open-calls=1",
		"httpwrapper.clients.stock.base-url=http://stock.invalid", "httpwrapper.clients.stock.cache.enabled=true" })
@AutoConfigureHttpWrapperTest
class HttpWrapperTestTests {

	@Autowired
	private WebClient ordersWebClient;

	@Autowired
	private WebClient stockWebClient;

	@Autowired
	private RestClient ordersRestClient;

	@Autowired
	private Upstreams upstreams;

	@Autowired
	private TestTime time;

	@Autowired
	private ClientRecordings recordings;

	@Test
	void retriesTakeTheirTimeWithoutTakingOurs() {
		this.upstreams.of("orders").answers(503, 503).answers(Answer.json("{\"id\":17}"));
		long before = this.time.nanoTime();

		assertThat(get().block().getBody()).isEqualTo("{\"id\":17}");

		assertThatClient("orders").attempted(3)
			.retriedBecause(503)
			.pausedBetween(Duration.ofMillis(1), Duration.ofSeconds(3))
			.answered(200)
			.circuit(CircuitState.CLOSED);
		assertThat(Duration.ofNanos(this.time.nanoTime() - before)).isBetween(Duration.ofMillis(1),
				Duration.ofSeconds(3));
	}

	@Test
	void heldTimePassesWhenItIsAdvanced() {
		this.upstreams.of("orders").answers(Answer.status(200).after(Duration.ofMillis(700)));
		this.time.hold();

		CompletableFuture<ResponseEntity<String>> call = get().toFuture();
		this.time.advance(Duration.ofMillis(699));
		assertThat(call).isNotDone();
		this.time.advance(Duration.ofMillis(1));

		assertThat(call).isDone();
		assertThatClient("orders").attempted(1).neverRetried();
	}

	@Test
	void answerThatComesTooLateIsATimeout() {
		this.upstreams.of("orders").answers(Answer.status(200).after(Duration.ofMillis(1001))).answers(200);

		assertThat(get().block().getStatusCode().value()).isEqualTo(200);

		assertThatClient("orders").attempted(2).retriedBecause(AttemptTimeoutException.class);
	}

	@Test
	void remoteThatNeverAnswersIsGivenUp() {
		this.upstreams.of("orders").answers(Answer.never());

		assertThatExceptionOfType(AttemptTimeoutException.class).isThrownBy(() -> get().block());

		assertThatClient("orders").attempted(3)
			.gaveUpBecause(RetryReason.MAX_ATTEMPTS)
			.failedWith(AttemptTimeoutException.class);
	}

	@Test
	void circuitOpensAndRecoversInItsTime() {
		this.upstreams.of("orders").answers(Answer.connectionReset());
		assertThat(get().onErrorComplete().block()).isNull();
		assertThat(get().onErrorComplete().block()).isNull();
		assertThatClient("orders").attempted(4)
			.circuit(CircuitState.OPEN)
			.circuit("orders.invalid:80", CircuitState.OPEN);
		assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(() -> get().block());
		assertThatClient("orders").attempted(4).rejectedBecause("circuit-open");

		this.upstreams.of("orders").clear().answers(200);
		this.time.advance(Duration.ofMinutes(1));

		assertThat(get().block().getStatusCode().value()).isEqualTo(200);
		assertThatClient("orders").attempted(5).circuit(CircuitState.CLOSED);
	}

	@Test
	void eachTestBeginsWithClosedCircuitsAndFullBudgets() {
		assertThatClient("orders").attemptedNothing();
		circuitOpensAndRecoversInItsTime();
	}

	@Test
	void requestWhoseConnectionIsRefusedIsSentAgainWhateverItsMethod() {
		this.upstreams.of("orders").answers(Answer.connectionRefused(), Answer.status(201));

		this.ordersWebClient.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"item\":\"apple\"}")
			.retrieve()
			.toBodilessEntity()
			.block();

		assertThatClient("orders").attempted(2).retriedBecause(ConnectException.class);
		assertThat(this.upstreams.of("orders").requests()).hasSize(2).allSatisfy((request) -> {
			assertThat(request.method()).isEqualTo(HttpMethod.POST);
			assertThat(request.uri()).hasToString("http://orders.invalid/orders");
			assertThat(request.headers().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
			assertThat(request.body()).isEqualTo("{\"item\":\"apple\"}");
		});
	}

	@Test
	void restClientMeetsTheSameRemote() {
		this.upstreams.of("orders").answers(503).answers(Answer.json("17"));

		String body = this.ordersRestClient.put()
			.uri("/orders/17")
			.contentType(MediaType.TEXT_PLAIN)
			.body("apple")
			.retrieve()
			.body(String.class);

		assertThat(body).isEqualTo("17");
		assertThatClient("orders").attempted(2).retriedBecause(503);
		assertThat(this.upstreams.of("orders").requests()).extracting(RecordedRequest::body)
			.containsExactly("apple", "apple");
	}

	@Test
	void truncatedBodyBreaksInTheMiddle() {
		this.upstreams.of("orders").answers(Answer.json("0123456789").truncated());

		assertThatExceptionOfType(Exception.class).isThrownBy(() -> get().block())
			.havingRootCause()
			.isInstanceOf(IOException.class);
	}

	@Test
	void freshResponseComesFromTheCacheUntilItIsStale() {
		this.upstreams.of("stock").answers(Answer.json("5").header("Cache-Control", "max-age=60"));

		stock();
		assertThatClient("stock").attempted(1).cacheAnswered("miss");
		stock();
		assertThatClient("stock").attempted(1).cacheAnswered("hit");
		this.time.advance(Duration.ofSeconds(61));
		stock();
		assertThatClient("stock").attempted(2);
	}

	@Test
	void answerCanDependOnTheRequest() {
		this.upstreams.of("orders").answers((request) -> Answer.json(request.uri().getPath()));

		assertThat(get().block().getBody()).isEqualTo("/orders/17");
	}

	@Test
	void failedAssertionTellsWhatTheClientDid() {
		this.upstreams.of("orders").answers(503, 200);
		get().block();

		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThatClient("orders").attempted(3))
			.withMessageContaining("Expected client 'orders' to have sent 3 requests, but it sent 2")
			.withMessageContaining("attempt 1: GET orders.invalid -> status 503")
			.withMessageContaining("because of status 503")
			.withMessageContaining("attempt 2: GET orders.invalid -> status 200")
			.withMessageContaining("circuit orders.invalid:80 is CLOSED");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThatClient("orders").circuit(CircuitState.OPEN));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThatClient("orders").retriedBecause(429));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThatClient("orders").neverRetried());
	}

	@Test
	void requestWithoutAnAnswerSaysHowToScriptOne() {
		assertThatIllegalStateException().isThrownBy(() -> get().block())
			.withMessageContaining("upstreams.of(\"orders\").answers(200)");
	}

	@Test
	void unknownClientIsToldApart() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.upstreams.of("order"))
			.withMessageContaining("orders");
		assertThatIllegalArgumentException().isThrownBy(() -> assertThatClient("order"));
		assertThat(this.recordings.of("orders").client().name()).isEqualTo("orders");
	}

	private void stock() {
		this.stockWebClient.get().uri("/stock/apple").retrieve().toEntity(String.class).block();
	}

	private Mono<ResponseEntity<String>> get() {
		return this.ordersWebClient.get()
			.uri("/orders/17")
			.exchangeToMono((response) -> response.toEntity(String.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
