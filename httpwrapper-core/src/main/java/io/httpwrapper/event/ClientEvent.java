package io.httpwrapper.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a client. One flat record for all kinds, so that listeners,
 * exporters and pages need no case for each; {@link EventType} says what is set.
 *
 * @param type what happened
 * @param client name of the client
 * @param epochMillis when, in milliseconds since 1970
 * @param key the remote ({@code host} or {@code host:port}), circuit or store it happened
 * to, or empty
 * @param method the HTTP method, or empty
 * @param attempt number of the attempt, from 1; 0 where there is none
 * @param status the response's status; 0 where there is none
 * @param verdict what the attempt meant ({@code success}, {@code transient-failure}, …),
 * or empty
 * @param reason why, one of a bounded set of words for counters, except for
 * {@link EventType#CIRCUIT_CHANGED}, {@link EventType#STORE_CHANGED} and
 * {@link EventType#QUOTA_CHANGED} and {@link EventType#STALE_ENDED}, where it is a
 * sentence, and {@link EventType#SETTINGS_CHANGED}; or empty
 * @param from the state left, for the first three, else empty
 * @param to the state entered, alike
 * @param durationNanos how long it took, or the pause; 0 where neither is known
 * @param error the error, or null
 */
public record ClientEvent(EventType type, String client, long epochMillis, String key, String method, int attempt,
		int status, String verdict, String reason, String from, String to, long durationNanos,
		@Nullable Throwable error) {

	/**
	 * {@link #durationNanos()} for people.
	 */
	public Duration duration() {
		return Duration.ofNanos(this.durationNanos);
	}

}
