package io.httpwrapper.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a client. There is one flat record for all types of events,
 * so that listeners, exporters and pages can treat them alike. {@link EventType} says
 * which components are set.
 *
 * @param type what happened
 * @param client name of the client
 * @param epochMillis when, in milliseconds since 1970
 * @param key the remote ({@code host} or {@code host:port}), circuit or store of the
 * event, or empty
 * @param method the HTTP method, or empty
 * @param attempt number of the attempt, from 1; 0 where there is none
 * @param status the response's status; 0 where there is none
 * @param verdict what the attempt meant ({@code success}, {@code transient-failure}, …),
 * or empty
 * @param reason why; usually a word of a bounded set, for counters. For
 * {@link EventType#CIRCUIT_CHANGED}, {@link EventType#STORE_CHANGED},
 * {@link EventType#QUOTA_CHANGED} and {@link EventType#STALE_ENDED} it is a sentence, for
 * {@link EventType#SETTINGS_CHANGED} a list of names; or empty
 * @param from the old state, for {@link EventType#CIRCUIT_CHANGED},
 * {@link EventType#STORE_CHANGED} and {@link EventType#QUOTA_CHANGED}, else empty
 * @param to the new state, for the same events; for {@link EventType#SETTINGS_CHANGED}
 * where the settings come from
 * @param durationNanos how long it took, or how long the pause is; 0 if neither is known
 * @param error the error, or null
 */
public record ClientEvent(EventType type, String client, long epochMillis, String key, String method, int attempt,
		int status, String verdict, String reason, String from, String to, long durationNanos,
		@Nullable Throwable error) {

	/**
	 * {@link #durationNanos()} as a duration.
	 */
	public Duration duration() {
		return Duration.ofNanos(this.durationNanos);
	}

	/**
	 * Starts to build an event.
	 * @param epochMillis when, in milliseconds since 1970
	 */
	public static Builder of(EventType type, String client, long epochMillis) {
		return new Builder(type, client, epochMillis);
	}

	/**
	 * Builds an event. Components that are not set are empty. Not thread-safe.
	 */
	public static final class Builder {

		private final EventType type;

		private final String client;

		private final long epochMillis;

		private String key = "";

		private String method = "";

		private int attempt;

		private int status;

		private String verdict = "";

		private String reason = "";

		private String from = "";

		private String to = "";

		private long durationNanos;

		private @Nullable Throwable error;

		private Builder(EventType type, String client, long epochMillis) {
			this.type = type;
			this.client = client;
			this.epochMillis = epochMillis;
		}

		/** The remote, circuit or store. */
		public Builder key(String key) {
			this.key = key;
			return this;
		}

		/** The request and the number of its attempt. */
		public Builder attempt(String method, int attempt) {
			this.method = method;
			this.attempt = attempt;
			return this;
		}

		/** The response's status. */
		public Builder status(int status) {
			this.status = status;
			return this;
		}

		/** What the attempt meant. */
		public Builder verdict(String verdict) {
			this.verdict = verdict;
			return this;
		}

		/** Why. */
		public Builder reason(String reason) {
			this.reason = reason;
			return this;
		}

		/** The old and the new state. */
		public Builder change(String from, String to) {
			this.from = from;
			this.to = to;
			return this;
		}

		/** How long it took, or how long the pause is. */
		public Builder duration(long nanos) {
			this.durationNanos = nanos;
			return this;
		}

		/** The error, if there was one. */
		public Builder error(@Nullable Throwable error) {
			this.error = error;
			return this;
		}

		/** Builds the event. */
		public ClientEvent build() {
			return new ClientEvent(this.type, this.client, this.epochMillis, this.key, this.method, this.attempt,
					this.status, this.verdict, this.reason, this.from, this.to, this.durationNanos, this.error);
		}

	}

}
