package io.httpwrapper.sample.upstream;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the embedded upstream misbehaves.
 *
 * @param port the loopback port it listens on; 0 for any free one
 * @param seed what its chance is drawn from: the same seed, the same failures
 * @param minLatency shortest time to an answer
 * @param maxLatency longest time to an answer; not shorter than {@code minLatency}
 * @param errorRate share of {@code /orders} answered 503; 0 to 1
 * @param throttleRate share of {@code /payments} answered 429; 0 to 1
 * @param retryAfter the {@code Retry-After} of a 429, in whole seconds
 * @param outage when {@code /inventory} is out
 */
@ConfigurationProperties("sample.upstream")
public record UpstreamSettings(@DefaultValue("9099") int port, @DefaultValue("42") long seed,
		@DefaultValue("5ms") Duration minLatency, @DefaultValue("40ms") Duration maxLatency,
		@DefaultValue("0.05") double errorRate, @DefaultValue("0.1") double throttleRate,
		@DefaultValue("1s") Duration retryAfter, @DefaultValue OutageTimes outage) {

	/**
	 * When {@code /inventory} is out.
	 *
	 * @param after time from the start to the first outage
	 * @param every time from the beginning of one outage to the next
	 * @param lasting how long each takes; zero for no outages
	 */
	public record OutageTimes(@DefaultValue("2s") Duration after, @DefaultValue("20s") Duration every,
			@DefaultValue("4s") Duration lasting) {

	}

}
