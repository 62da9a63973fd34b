package io.httpwrapper.plugin;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Splits a client's rate limit: requests with the same key share tokens. A bean of this
 * type is used unless {@code rate-limit.key} is set. Keys are not shown in messages,
 * events or meters. Thread-safe; must not block.
 */
@FunctionalInterface
public interface RateLimitKey {

	/**
	 * The key of a request, such as the tenant that it is sent for.
	 * @return the key, or null; requests without a key share one limit
	 */
	@Nullable String of(ClientRequest request);

}
