package io.httpwrapper.plugin;

import io.httpwrapper.settings.FallbackCause;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;

/**
 * Answers a call that has finally failed. Called once per call, after retries, the
 * deadline and stale responses of the cache, for the kinds of failures that
 * {@code fallback.on} names. Thread-safe; must not block.
 */
@FunctionalInterface
public interface Fallback {

	/**
	 * The response that the caller gets instead of the failure.
	 * @param request the caller's request
	 * @param failure what the caller would get otherwise
	 * @return empty if the caller is to get the failure. If the returned publisher fails,
	 * its error is logged and the caller gets the original failure
	 */
	Mono<ClientResponse> answer(ClientRequest request, Failure failure);

	/**
	 * How a call failed.
	 *
	 * @param cause the kind of failure
	 * @param reason a word of a bounded set: {@code circuit-open}, {@code rate-limited},
	 * {@code bulkhead-full}, {@code timeout}, {@code error}, {@code status-503}
	 * @param status the status of the response that the caller would get, or 0
	 * @param error the error that the caller would get, or null
	 */
	record Failure(FallbackCause cause, String reason, int status, @Nullable Throwable error) {
	}

}
