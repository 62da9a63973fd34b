package io.httpwrapper.plugin;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where a client's bearer tokens come from. Asked for each attempt: remembers what it
 * has. The subscriber's context is that of the call. Thread-safe; must not block.
 */
@FunctionalInterface
public interface TokenSource {

	/**
	 * The token to send.
	 * @param refused a token that the remote has just refused with 401, or null. If the
	 * answer is the same token again, or empty, the refusal is handed on
	 * @return empty for none: the request is then sent without. An error fails the
	 * attempt
	 */
	Mono<String> token(@Nullable String refused);

	/**
	 * Whether tokens are not the same for all calls, those of the user on whose behalf a
	 * call is made, for example; see {@link ClientPlugin#addsCredentialsOfCallers()}.
	 * Asked once.
	 */
	default boolean isOfCallers() {
		return false;
	}

}
