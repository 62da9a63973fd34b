package io.httpwrapper.sample.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A service with a quota: a share of the requests is answered 429 with a
 * {@code Retry-After}.
 */
final class PaymentsScenario implements Scenario {

	private final RandomGenerator random;

	private final Latency latency;

	private final double throttleRate;

	private final Duration retryAfter;

	private final AtomicLong accepted = new AtomicLong();

	PaymentsScenario(RandomGenerator random, Latency latency, double throttleRate, Duration retryAfter) {
		this.random = random;
		this.latency = latency;
		this.throttleRate = throttleRate;
		this.retryAfter = retryAfter;
	}

	@Override
	public Reply replyTo(String id) {
		if (this.random.nextDouble() < this.throttleRate) {
			return Reply.Answer.error(429, "quota used up", this.latency.next()).retryAfter(this.retryAfter);
		}
		return Reply.Answer.of(201, Map.of("number", this.accepted.incrementAndGet(), "state", "ACCEPTED"),
				this.latency.next());
	}

}
