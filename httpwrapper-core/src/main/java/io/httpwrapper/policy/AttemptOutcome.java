package io.httpwrapper.policy;

import java.net.URI;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt ended, and what is needed to decide on another one.
 *
 * @param client name of the client
 * @param method method of the request, in upper case
 * @param uri where it was sent
 * @param attempt number of the attempt that ended, from 1
 * @param status status of the response; 0 if an error came instead of one. With an error
 * beside it, the response's body broke
 * @param header gives the first value of a response header by its name, or null
 * @param error what went wrong, or null if a whole response head came
 * @param verdict what the attempt meant
 * @param idempotent whether the request may be repeated whatever its method: it has an
 * idempotency key, or the caller says so
 * @param repeatableBody whether the request's body can be sent again; true without a body
 * @param remainingNanos time left for the call; {@link Long#MAX_VALUE} without a deadline
 * @param previousPauseNanos the pause before this attempt; 0 if it was the first
 */
public record AttemptOutcome(String client, String method, URI uri, int attempt, int status,
		Function<String, @Nullable String> header, @Nullable Throwable error, Verdict verdict, boolean idempotent,
		boolean repeatableBody, long remainingNanos, long previousPauseNanos) {

}
