package io.httpwrapper.sample;

import java.math.BigDecimal;
import java.time.Duration;

import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.test.Answer;
import io.httpwrapper.test.AutoConfigureHttpWrapperTest;
import io.httpwrapper.test.TestTime;
import io.httpwrapper.test.Upstreams;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static io.httpwrapper.test.ClientAssertions.assertThatClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the shop does about each service's failures: no network, no waiting.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "sample.load.enabled=false", "sample.upstream.enabled=false" })
@AutoConfigureHttpWrapperTest
class ShopTests {

	@Autowired
	private Shop shop;

	@Autowired
	private Upstreams upstreams;

	@Autowired
	private TestTime time;

	@Test
	void orderSurvivesAMomentOfTrouble() {
		this.upstreams.of("orders").answers(503, 503).answers(Answer.json("{\"id\": \"17\", \"state\": \"sent\"}"));

		assertThat(this.shop.order("17").block()).isEqualTo(new Shop.Order("17", "sent"));

		assertThatClient("orders").attempted(3).retriedBecause(503).circuit(CircuitState.CLOSED);
	}

	@Test
	void orderThatHangsIsAskedForAgain() {
		this.upstreams.of("orders").answers(Answer.never(), Answer.json("{\"id\": \"17\", \"state\": \"sent\"}"));

		this.shop.order("17").block();

		assertThatClient("orders").attempted(2).retriedBecause(AttemptTimeoutException.class);
	}

	@Test
	void paymentIsSentAgainWithTheSameKey() {
		this.upstreams.of("payments")
			.answers(Answer.status(429).header("Retry-After", "1"),
					Answer.json("{\"number\": 1, \"state\": \"paid\"}"));

		this.shop.pay(new Shop.Payment(new BigDecimal("9.99"))).block();

		assertThatClient("payments").attempted(2)
			.retriedBecause(429)
			.pausedBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
		assertThat(this.upstreams.of("payments").requests())
			.extracting((request) -> request.headers().getFirst("Idempotency-Key"))
			.doesNotContainNull()
			.hasSize(2)
			.containsOnly(this.upstreams.of("payments").requests().get(0).headers().getFirst("Idempotency-Key"));
	}

	@Test
	void inventoryIsSparedUntilItHasRecovered() {
		this.upstreams.of("inventory").answers(500);
		for (int call = 1; call <= 2; call++) {
			assertThatExceptionOfType(WebClientResponseException.InternalServerError.class)
				.isThrownBy(() -> this.shop.stock("apple").block())
				.withMessageContaining("/inventory/apple");
		}
		assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(() -> this.shop.stock("apple").block());
		assertThatClient("inventory").attempted(5).rejectedBecause("circuit-open").circuit(CircuitState.OPEN);

		this.upstreams.of("inventory").clear().answers(Answer.json("{\"sku\": \"apple\", \"available\": 3}"));
		this.time.advance(Duration.ofSeconds(2));
		this.shop.stock("apple").block();
		this.shop.stock("apple").block();

		assertThatClient("inventory").attempted(7).circuit(CircuitState.CLOSED);
	}

}
