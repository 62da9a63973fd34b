package io.httpwrapper.cache;

import java.util.List;

/**
 * What a store has under one key.
 *
 * @param responses the variants, newest first; empty if there is nothing
 * @param generation changes whenever something of the URI was deleted; a later
 * {@link CacheStore#change} hands it back, so that a response that was asked for before
 * an invalidation is not stored after it
 */
public record StoredVariants(List<StoredResponse> responses, long generation) {

	public StoredVariants {
		responses = List.copyOf(responses);
	}

}
