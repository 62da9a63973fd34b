package io.httpwrapper.plugin;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Splits what a client's rate limit counts: requests with one key share its tokens. A
 * bean of this type is asked unless {@code rate-limit.key} is set. Keys are not shown in
 * messages, events or meters. Thread-safe; does not block.
 */
@FunctionalInterface
public interface RateLimitKey {

	/**
	 * The key of a request, such as the tenant that it is sent for.
	 * @return the key, or null for what is shared by all requests without one
	 */
	@Nullable String of(ClientRequest request);

}
