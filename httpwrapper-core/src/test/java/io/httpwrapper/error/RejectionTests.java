package io.httpwrapper.error;

import java.net.URI;
import java.util.List;
import java.util.Random;

import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.policy.AttemptOutcome;
import io.httpwrapper.policy.Backoff;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.policy.RetryPolicy;
import io.httpwrapper.policy.RetryReason;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.policy.Verdict;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The retry policy knows our own rejections by name: this holds the two together. */
class RejectionTests {

	private static final URI ORDERS = URI.create("https://orders.internal/1");

	private static RetryReason decide(RetryCondition... conditions) {
		VirtualTime time = new VirtualTime();
		RetrySettings settings = RetrySettings.DEFAULTS;
		RetryPolicy policy = new RetryPolicy(settings, List.of(conditions),
				new RetryBudget(settings.budget(), time::nanoTime), new Backoff(settings, new Random(1)), time);
		return policy
			.decide(new AttemptOutcome("orders", "GET", ORDERS, 1, 0, (name) -> null, new Refused(), Verdict.NOT_SENT,
					false, true, Long.MAX_VALUE, 0))
			.reason();
	}

	@Test
	void ownRejectionIsNotRepeated() {
		assertThat(decide()).isEqualTo(RetryReason.REJECTED);
	}

	@Test
	void conditionMakesAnOwnRejectionWorthARepeat() {
		assertThat(decide((outcome) -> RetryCondition.Answer.RETRY)).isEqualTo(RetryReason.CONDITION);
	}

	private static final class Refused extends CallRejectedException {

		private static final long serialVersionUID = 1L;

		Refused() {
			super("orders", ClientRequest.create(HttpMethod.GET, ORDERS).build());
		}

		@Override
		public String reason() {
			return "test";
		}

	}

}
