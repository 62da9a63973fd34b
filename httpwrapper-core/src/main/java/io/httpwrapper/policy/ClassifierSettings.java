package io.httpwrapper.policy;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What the outcome of an attempt means. Statuses are looked up in the order
 * {@code ignored}, {@code transient}, {@code transient-with-retry-after},
 * {@code failure}; a status in none of these lists is a success. Errors are listed by
 * class name: an error matches if it, a superclass, or one of its causes has that name.
 * An error in neither list is a failure.
 *
 * @param failureStatuses statuses that mean that the remote failed
 * @param transientStatuses statuses with which a healthy remote asks the client to come
 * back later
 * @param transientWithRetryAfterStatuses the same, if the response has a
 * {@code Retry-After}
 * @param ignoredStatuses statuses that say nothing about the remote
 * @param notSentExceptions errors which prove that the request was not processed
 * @param ignoredExceptions errors that say nothing about the remote; they take precedence
 * over {@code notSentExceptions}
 */
public record ClassifierSettings(List<StatusRange> failureStatuses, List<StatusRange> transientStatuses,
		List<StatusRange> transientWithRetryAfterStatuses, List<StatusRange> ignoredStatuses,
		Set<String> notSentExceptions, Set<String> ignoredExceptions) {

	public static final ClassifierSettings DEFAULTS = new ClassifierSettings(List.of(new StatusRange(500, 599)),
			List.of(StatusRange.of(408), StatusRange.of(425), StatusRange.of(429)), List.of(StatusRange.of(503)),
			List.of(),
			Set.of("java.net.ConnectException", "java.net.NoRouteToHostException", "java.net.UnknownHostException",
					"java.nio.channels.UnresolvedAddressException", "io.netty.channel.ConnectTimeoutException",
					"PoolAcquireTimeoutException", "PoolAcquirePendingLimitException",
					"io.httpwrapper.error.RequestNotProcessedException", "java.net.http.HttpConnectTimeoutException",
					"org.apache.hc.client5.http.ConnectTimeoutException",
					"org.apache.hc.core5.http.ConnectionRequestTimeoutException",
					"org.apache.hc.core5.http.RequestNotExecutedException",
					"org.apache.hc.core5.util.DeadlineTimeoutException"),
			Set.of("org.springframework.boot.http.client.FilteredHostException"));

	public ClassifierSettings {
		failureStatuses = copy(failureStatuses);
		transientStatuses = copy(transientStatuses);
		transientWithRetryAfterStatuses = copy(transientWithRetryAfterStatuses);
		ignoredStatuses = copy(ignoredStatuses);
		notSentExceptions = (notSentExceptions != null) ? Set.copyOf(notSentExceptions) : Set.of();
		ignoredExceptions = (ignoredExceptions != null) ? Set.copyOf(ignoredExceptions) : Set.of();
	}

	private static List<StatusRange> copy(@Nullable List<StatusRange> ranges) {
		return (ranges != null) ? List.copyOf(ranges) : List.of();
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws InvalidSettingException if they cannot be so
	 */
	public ClassifierSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private List<StatusRange> failureStatuses;

		private List<StatusRange> transientStatuses;

		private List<StatusRange> transientWithRetryAfterStatuses;

		private List<StatusRange> ignoredStatuses;

		private Set<String> notSentExceptions;

		private Set<String> ignoredExceptions;

		private Builder(ClassifierSettings settings) {
			this.failureStatuses = settings.failureStatuses;
			this.transientStatuses = settings.transientStatuses;
			this.transientWithRetryAfterStatuses = settings.transientWithRetryAfterStatuses;
			this.ignoredStatuses = settings.ignoredStatuses;
			this.notSentExceptions = settings.notSentExceptions;
			this.ignoredExceptions = settings.ignoredExceptions;
		}

		public Builder failureStatuses(List<StatusRange> failureStatuses) {
			this.failureStatuses = failureStatuses;
			return this;
		}

		public Builder transientStatuses(List<StatusRange> transientStatuses) {
			this.transientStatuses = transientStatuses;
			return this;
		}

		public Builder transientWithRetryAfterStatuses(List<StatusRange> transientWithRetryAfterStatuses) {
			this.transientWithRetryAfterStatuses = transientWithRetryAfterStatuses;
			return this;
		}

		public Builder ignoredStatuses(List<StatusRange> ignoredStatuses) {
			this.ignoredStatuses = ignoredStatuses;
			return this;
		}

		public Builder notSentExceptions(Set<String> notSentExceptions) {
			this.notSentExceptions = notSentExceptions;
			return this;
		}

		public Builder ignoredExceptions(Set<String> ignoredExceptions) {
			this.ignoredExceptions = ignoredExceptions;
			return this;
		}

		private ClassifierSettings build() {
			return new ClassifierSettings(this.failureStatuses, this.transientStatuses,
					this.transientWithRetryAfterStatuses, this.ignoredStatuses, this.notSentExceptions,
					this.ignoredExceptions);
		}

	}

}
