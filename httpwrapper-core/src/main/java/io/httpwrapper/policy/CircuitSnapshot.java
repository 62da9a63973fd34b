package io.httpwrapper.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One circuit breaker at one moment.
 *
 * @param name what the breaker stands for: a host with its port, or the client
 * @param state where it stands
 * @param reason why it came there, for people
 * @param since how long it has stood there
 * @param calls attempts in the window
 * @param failures failed ones among them
 * @param slowCalls slow ones among them
 * @param consecutiveFailures failures in a row, up to now
 * @param failureRate {@code failures / calls}; 0 without calls
 * @param refused attempts refused since the breaker was made
 * @param nextTrial time until the next trial is let through; zero when one would be now,
 * null when the state does not end by itself
 */
public record CircuitSnapshot(String name, CircuitState state, String reason, Duration since, long calls, long failures,
		long slowCalls, int consecutiveFailures, double failureRate, long refused, @Nullable Duration nextTrial) {

}
