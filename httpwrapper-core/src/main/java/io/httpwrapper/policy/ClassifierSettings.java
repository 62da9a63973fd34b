package io.httpwrapper.policy;

import java.util.List;
import java.util.Set;

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
					"io.httpwrapper.pipeline.RequestNotProcessedException", "java.net.http.HttpConnectTimeoutException",
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

}
