package io.httpwrapper.call;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What one call does differently in the cache.
 *
 * @param off whether it is neither answered from the cache nor stored
 * @param directives what is added to its {@code Cache-Control}, or null
 * @param tags names by which what is stored of it can be deleted
 */
public record CacheOptions(boolean off, @Nullable String directives, Set<String> tags) {

	static final CacheOptions NONE = new CacheOptions(false, null, Set.of());

	CacheOptions switchedOff() {
		return new CacheOptions(true, this.directives, this.tags);
	}

	CacheOptions and(String directive) {
		return new CacheOptions(this.off, (this.directives != null) ? this.directives + ", " + directive : directive,
				this.tags);
	}

	CacheOptions tagged(Set<String> tags) {
		return new CacheOptions(this.off, this.directives, tags);
	}

}
