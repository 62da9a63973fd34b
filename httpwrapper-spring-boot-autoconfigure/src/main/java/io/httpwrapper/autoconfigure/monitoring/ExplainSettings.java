package io.httpwrapper.autoconfigure.monitoring;

import io.httpwrapper.policy.Check;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of explained calls.
 *
 * @param maxCalls how many reports a client keeps of calls that failed, and as many of
 * those refused and of others; 0: none
 * @param sampleEvery one in how many calls is reported of which there is nothing to tell
 * but its end; 0: none
 */
@ConfigurationProperties(prefix = "httpwrapper.explain", ignoreUnknownFields = false)
public record ExplainSettings(@DefaultValue("50") int maxCalls, @DefaultValue("1000") int sampleEvery) {

	public ExplainSettings {
		Check.that("httpwrapper.explain.max-calls", maxCalls >= 0 && maxCalls <= 10_000, "be 0 to 10000", maxCalls);
		Check.atLeast("httpwrapper.explain.sample-every", sampleEvery, 0);
	}

}
