package io.httpwrapper.recipes;

import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.test.Answer;
import io.httpwrapper.test.AutoConfigureHttpWrapperTest;
import io.httpwrapper.test.TestTime;
import io.httpwrapper.test.Upstreams;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static io.httpwrapper.test.ClientAssertions.assertThatClient;
import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
@AutoConfigureHttpWrapperTest
class CheckoutTests {

	@Autowired
	private Checkout checkout;

	@Autowired
	private Upstreams upstreams;

	@Autowired
	private TestTime time;

	@Test
	void orderSurvivesAMomentOfTrouble() {
		this.upstreams.of("orders").answers(503, 503).answers(Answer.json("{\"id\": \"17\"}"));

		assertThat(this.checkout.order("17").block()).isNotNull();

		assertThatClient("orders").attempted(3).retriedBecause(503).circuit(CircuitState.CLOSED);
	}

}
