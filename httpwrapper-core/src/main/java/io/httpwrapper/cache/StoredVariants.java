package io.httpwrapper.cache;

import java.util.List;

/**
 * The responses that a store has under one key.
 *
 * @param responses the variants, newest first; may be empty
 * @param generation changes with each deletion for the URI. A later
 * {@link CacheStore#change} passes it back, so that a response that was requested before
 * an invalidation is not stored after it
 */
public record StoredVariants(List<StoredResponse> responses, long generation) {

	public StoredVariants {
		responses = List.copyOf(responses);
	}

}
