package io.httpwrapper.policy;

import java.time.Duration;
import java.util.function.Consumer;

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

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws InvalidSettingException if they cannot be so
	 */
	public TimeoutSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private Duration connect;

		private Duration read;

		private Duration attempt;

		private Duration call;

		private @Nullable String deadlineHeader;

		private Builder(TimeoutSettings settings) {
			this.connect = settings.connect;
			this.read = settings.read;
			this.attempt = settings.attempt;
			this.call = settings.call;
			this.deadlineHeader = settings.deadlineHeader;
		}

		public Builder connect(Duration connect) {
			this.connect = connect;
			return this;
		}

		public Builder read(Duration read) {
			this.read = read;
			return this;
		}

		public Builder attempt(Duration attempt) {
			this.attempt = attempt;
			return this;
		}

		public Builder call(Duration call) {
			this.call = call;
			return this;
		}

		public Builder deadlineHeader(@Nullable String deadlineHeader) {
			this.deadlineHeader = deadlineHeader;
			return this;
		}

		private TimeoutSettings build() {
			return new TimeoutSettings(this.connect, this.read, this.attempt, this.call, this.deadlineHeader);
		}

	}

}
