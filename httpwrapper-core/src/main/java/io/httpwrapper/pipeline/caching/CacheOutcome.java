package io.httpwrapper.pipeline.caching;

import java.util.Locale;

/**
 * How the cache dealt with a call, for counters and events.
 */
enum CacheOutcome {

	/** Answered from the cache, fresh. */
	HIT,

	/** Answered from the cache, stale, because response or request allow it. */
	STALE,

	/** Answered from the cache, stale, instead of an error. */
	STALE_IF_ERROR,

	/** Answered from the cache after the origin said that it still holds. */
	REVALIDATED,

	/** Answered with what the origin said to another call at the same time. */
	COLLAPSED,

	/** Answered by the origin. */
	MISS,

	/** Answered by the origin, because the cache has no part in such a call. */
	BYPASS,

	/** Not answered: nothing in the cache, and the call wanted nothing else. */
	REFUSED;

	private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/** Whether it is nothing to tell of: most calls of a cached client end so. */
	boolean isUsual() {
		return this == HIT || this == MISS || this == BYPASS;
	}

	/** The word for events and meters. */
	String text() {
		return this.text;
	}

}
