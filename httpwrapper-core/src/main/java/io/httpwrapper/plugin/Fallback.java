package io.httpwrapper.plugin;

import io.httpwrapper.settings.FallbackCause;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;

/**
 * Answers a call that has failed for good. Asked after retries, stale responses of the
 * cache and the deadline, once per call, for the kinds of failures that
 * {@code fallback.on} names. Thread-safe; must not block.
 */
@FunctionalInterface
public interface Fallback {

	/**
	 * What the caller gets instead.
	 * @param request the caller's request
	 * @param failure what it would get otherwise
	 * @return empty for nothing else. One that fails is logged, and the caller gets the
	 * failure
	 */
	Mono<ClientResponse> answer(ClientRequest request, Failure failure);

	/**
	 * How a call failed.
	 *
	 * @param cause the kind
	 * @param reason a word of a bounded set: {@code circuit-open}, {@code rate-limited},
	 * {@code bulkhead-full}, {@code timeout}, {@code error}, {@code status-503}
	 * @param status the status of the response that the caller would get, or 0
	 * @param error the error that the caller would get, or null
	 */
	record Failure(FallbackCause cause, String reason, int status, @Nullable Throwable error) {
	}

}
