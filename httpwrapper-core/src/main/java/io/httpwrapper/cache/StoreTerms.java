package io.httpwrapper.cache;

import java.time.Duration;
import java.util.Set;

/**
 * On which terms a change is to be made.
 *
 * @param generation {@link StoredVariants#generation()} as it was before the response was
 * asked for; if it has changed since, nothing is put
 * @param maxVariants most responses to keep under the key
 * @param keep how long what is put can be of use, stale times included; a store may drop
 * it after that, and at any time if it has no room
 * @param tags names by which all under the key can be deleted; empty for most
 */
public record StoreTerms(long generation, int maxVariants, Duration keep, Set<String> tags) {

	public StoreTerms {
		tags = Set.copyOf(tags);
	}

}
