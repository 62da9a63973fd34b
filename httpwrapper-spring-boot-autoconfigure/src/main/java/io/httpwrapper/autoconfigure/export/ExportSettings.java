package io.httpwrapper.autoconfigure.export;

import java.time.Duration;

import io.httpwrapper.policy.Check;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How exporters are fed.
 *
 * @param interval time between two reports; at least 100ms
 * @param maxEvents how many events of an exporter may wait for its next report; what
 * comes then is dropped and counted
 * @param log whether the reports are written to the log as lines of JSON
 */
@ConfigurationProperties(prefix = "httpwrapper.export", ignoreUnknownFields = false)
record ExportSettings(@DefaultValue("10s") Duration interval, @DefaultValue("1000") int maxEvents,
		@DefaultValue("false") boolean log) {

	ExportSettings {
		Check.that("httpwrapper.export.interval", interval.compareTo(Duration.ofMillis(100)) >= 0, "be at least 100ms",
				interval);
		interval = Check.countable(interval);
		Check.atLeast("httpwrapper.export.max-events", maxEvents, 1);
	}

}
