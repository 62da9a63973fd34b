package io.httpwrapper.plugin;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where a client's bearer tokens come from. Called for each attempt, so it should keep
 * its token. The subscriber's context is that of the call. Thread-safe; must not block.
 */
@FunctionalInterface
public interface TokenSource {

	/**
	 * The token to send.
	 * @param refused a token that the remote has just refused with 401, or null. If the
	 * answer is the same token or empty, the caller gets the 401
	 * @return empty if there is no token: the request is then sent without one. An error
	 * fails the attempt
	 */
	Mono<String> token(@Nullable String refused);

	/**
	 * Whether tokens differ between calls, such as those of the user on whose behalf a
	 * call is made; see {@link ClientPlugin#addsCredentialsOfCallers()}. Called once.
	 */
	default boolean isOfCallers() {
		return false;
	}

}
