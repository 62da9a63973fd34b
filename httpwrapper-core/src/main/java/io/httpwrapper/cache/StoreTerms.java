package io.httpwrapper.cache;

import java.time.Duration;
import java.util.Set;

/**
 * The conditions of a change.
 *
 * @param generation {@link StoredVariants#generation()} from before the response was
 * requested; if it has changed since, nothing is put
 * @param maxVariants the largest number of responses under the key
 * @param keep how long the responses to put can be used, including stale times; a store
 * may drop them after that, or at any time if it has no room
 * @param tags names by which all responses under the key can be deleted; usually empty
 */
public record StoreTerms(long generation, int maxVariants, Duration keep, Set<String> tags) {

	public StoreTerms {
		tags = Set.copyOf(tags);
	}

}
