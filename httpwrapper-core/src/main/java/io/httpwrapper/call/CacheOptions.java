package io.httpwrapper.call;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How one call uses the cache, where it differs from the settings.
 *
 * @param off whether the call is neither answered from the cache nor its response stored
 * @param directives directives that are added to the call's {@code Cache-Control}, or
 * null
 * @param tags names by which its stored responses can be deleted
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
