package io.httpwrapper.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long each part of a call may take. All timeouts are finite by default.
 *
 * @param connect longest time to open a connection, without the TLS handshake; more than
 * zero
 * @param read longest silence while a response is being read; zero for no limit
 * @param attempt longest time from sending one request to its response headers; zero for
 * no limit. An attempt never gets more than the remaining time of the call
 * @param call longest time for the whole call: all attempts, pauses and the response
 * body; zero for no limit
 * @param deadlineHeader name of a request header that tells the remote how many
 * milliseconds are left, or null to send none
 */
public record TimeoutSettings(Duration connect, Duration read, Duration attempt, Duration call,
		@Nullable String deadlineHeader) {

	public static final TimeoutSettings DEFAULTS = new TimeoutSettings(Duration.ofSeconds(1), Duration.ofSeconds(10),
			Duration.ofSeconds(5), Duration.ofSeconds(16), null);

	public TimeoutSettings {
		connect = Check.positive("timeout.connect", connect);
		read = Check.notNegative("timeout.read", read);
		attempt = Check.notNegative("timeout.attempt", attempt);
		call = Check.notNegative("timeout.call", call);
		Check.that("timeout.deadline-header", deadlineHeader == null || !deadlineHeader.isBlank(), "not be blank",
				"''");
	}

}
