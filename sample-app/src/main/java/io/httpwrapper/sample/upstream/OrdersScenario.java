package io.httpwrapper.sample.upstream;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A service that fails now and then, as most do: a steady share of 503s.
 */
final class OrdersScenario implements Scenario {

	private final RandomGenerator random;

	private final Latency latency;

	private final double errorRate;

	OrdersScenario(RandomGenerator random, Latency latency, double errorRate) {
		this.random = random;
		this.latency = latency;
		this.errorRate = errorRate;
	}

	@Override
	public Reply replyTo(String id) {
		if (this.random.nextDouble() < this.errorRate) {
			return Reply.Answer.error(503, "overloaded for a moment", this.latency.next());
		}
		return Reply.Answer.of(200, Map.of("id", id, "state", "SHIPPED"), this.latency.next());
	}

}
