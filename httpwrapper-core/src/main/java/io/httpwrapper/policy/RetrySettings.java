package io.httpwrapper.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Which failed attempts are sent again, how often, and after which pause.
 *
 * @param enabled whether anything is sent again
 * @param maxAttempts total number of attempts, including the first; at least 1
 * @param minBackoff pause before the second attempt, before jitter; each later pause is
 * doubled; more than zero
 * @param maxBackoff longest pause, before jitter; not shorter than {@code minBackoff}
 * @param jitter how the pauses are randomized
 * @param maxRetryAfter longest {@code Retry-After} that the client waits for; a longer
 * one ends the call with the current response. Zero: the client waits for none
 * @param methods methods that may be repeated even if the first request may have arrived
 * @param statuses statuses that are worth another attempt
 * @param exceptions errors that are worth another attempt, by class name: an error
 * matches if it, a superclass, or one of its causes has that name
 * @param ignoredExceptions errors that are never repeated, by class name; they take
 * precedence over {@code exceptions}
 * @param idempotencyKey whether a key is generated for requests that are not idempotent
 * @param idempotencyHeader name of the header that carries the key
 * @param replayBuffer how many bytes of a response body are held back; if the body breaks
 * within them, the request is sent again; zero for none
 * @param budget how much extra load repeats may cause
 */
public record RetrySettings(boolean enabled, int maxAttempts, Duration minBackoff, Duration maxBackoff, Jitter jitter,
		Duration maxRetryAfter, Set<String> methods, List<StatusRange> statuses, Set<String> exceptions,
		Set<String> ignoredExceptions, IdempotencyKeyMode idempotencyKey, String idempotencyHeader,
		DataSize replayBuffer, RetryBudgetSettings budget) {

	public static final RetrySettings DEFAULTS = new RetrySettings(true, 3, Duration.ofMillis(50),
			Duration.ofSeconds(5), Jitter.FULL, Duration.ofSeconds(10),
			Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"),
			List.of(StatusRange.of(408), StatusRange.of(425), StatusRange.of(429), StatusRange.of(500),
					StatusRange.of(502), StatusRange.of(503), StatusRange.of(504)),
			Set.of("java.io.IOException", "java.util.concurrent.TimeoutException",
					"io.netty.handler.timeout.TimeoutException", "io.httpwrapper.error.CallTimeoutException"),
			Set.of("javax.net.ssl.SSLHandshakeException", "javax.net.ssl.SSLPeerUnverifiedException",
					"java.security.cert.CertificateException",
					"org.springframework.boot.http.client.FilteredHostException"),
			IdempotencyKeyMode.NONE, "Idempotency-Key", DataSize.ofBytes(0), RetryBudgetSettings.DEFAULTS);

	public RetrySettings {
		Check.atLeast("retry.max-attempts", maxAttempts, 1);
		minBackoff = Check.positive("retry.min-backoff", minBackoff);
		Check.ordered("retry.min-backoff", minBackoff, "retry.max-backoff", maxBackoff);
		maxBackoff = Check.countable(maxBackoff);
		maxRetryAfter = Check.notNegative("retry.max-retry-after", maxRetryAfter);
		Check.that("retry.idempotency-header", !idempotencyHeader.isBlank(), "not be blank", "''");
		Check.that("retry.replay-buffer", !replayBuffer.isNegative(), "not be negative", replayBuffer);
		methods = copy(methods);
		statuses = copy(statuses);
		exceptions = copy(exceptions);
		ignoredExceptions = copy(ignoredExceptions);
	}

	private static <T> Set<T> copy(@Nullable Set<T> values) {
		return (values != null) ? Set.copyOf(values) : Set.of();
	}

	private static <T> List<T> copy(@Nullable List<T> values) {
		return (values != null) ? List.copyOf(values) : List.of();
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws InvalidSettingException if they cannot be so
	 */
	public RetrySettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean enabled;

		private int maxAttempts;

		private Duration minBackoff;

		private Duration maxBackoff;

		private Jitter jitter;

		private Duration maxRetryAfter;

		private Set<String> methods;

		private List<StatusRange> statuses;

		private Set<String> exceptions;

		private Set<String> ignoredExceptions;

		private IdempotencyKeyMode idempotencyKey;

		private String idempotencyHeader;

		private DataSize replayBuffer;

		private RetryBudgetSettings budget;

		private Builder(RetrySettings settings) {
			this.enabled = settings.enabled;
			this.maxAttempts = settings.maxAttempts;
			this.minBackoff = settings.minBackoff;
			this.maxBackoff = settings.maxBackoff;
			this.jitter = settings.jitter;
			this.maxRetryAfter = settings.maxRetryAfter;
			this.methods = settings.methods;
			this.statuses = settings.statuses;
			this.exceptions = settings.exceptions;
			this.ignoredExceptions = settings.ignoredExceptions;
			this.idempotencyKey = settings.idempotencyKey;
			this.idempotencyHeader = settings.idempotencyHeader;
			this.replayBuffer = settings.replayBuffer;
			this.budget = settings.budget;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		public Builder maxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
			return this;
		}

		public Builder minBackoff(Duration minBackoff) {
			this.minBackoff = minBackoff;
			return this;
		}

		public Builder maxBackoff(Duration maxBackoff) {
			this.maxBackoff = maxBackoff;
			return this;
		}

		public Builder jitter(Jitter jitter) {
			this.jitter = jitter;
			return this;
		}

		public Builder maxRetryAfter(Duration maxRetryAfter) {
			this.maxRetryAfter = maxRetryAfter;
			return this;
		}

		public Builder methods(Set<String> methods) {
			this.methods = methods;
			return this;
		}

		public Builder statuses(List<StatusRange> statuses) {
			this.statuses = statuses;
			return this;
		}

		public Builder exceptions(Set<String> exceptions) {
			this.exceptions = exceptions;
			return this;
		}

		public Builder ignoredExceptions(Set<String> ignoredExceptions) {
			this.ignoredExceptions = ignoredExceptions;
			return this;
		}

		public Builder idempotencyKey(IdempotencyKeyMode idempotencyKey) {
			this.idempotencyKey = idempotencyKey;
			return this;
		}

		public Builder idempotencyHeader(String idempotencyHeader) {
			this.idempotencyHeader = idempotencyHeader;
			return this;
		}

		public Builder replayBuffer(DataSize replayBuffer) {
			this.replayBuffer = replayBuffer;
			return this;
		}

		public Builder budget(RetryBudgetSettings budget) {
			this.budget = budget;
			return this;
		}

		public Builder budget(Consumer<RetryBudgetSettings.Builder> change) {
			this.budget = this.budget.with(change);
			return this;
		}

		private RetrySettings build() {
			return new RetrySettings(this.enabled, this.maxAttempts, this.minBackoff, this.maxBackoff, this.jitter,
					this.maxRetryAfter, this.methods, this.statuses, this.exceptions, this.ignoredExceptions,
					this.idempotencyKey, this.idempotencyHeader, this.replayBuffer, this.budget);
		}

	}

}
