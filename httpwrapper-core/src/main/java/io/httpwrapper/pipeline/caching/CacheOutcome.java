package io.httpwrapper.pipeline.caching;

import java.util.Locale;

/**
 * How the cache handled a call, for counters and events.
 */
enum CacheOutcome {

	/** Answered from the cache, fresh. */
	HIT,

	/** Answered from the cache, stale, because the response or the request allows it. */
	STALE,

	/** Answered from the cache, stale, instead of an error. */
	STALE_IF_ERROR,

	/** Answered from the cache, after the origin confirmed the stored response. */
	REVALIDATED,

	/** Answered with the origin's response to another call at the same time. */
	COLLAPSED,

	/** Answered by the origin. */
	MISS,

	/** Answered by the origin, because the cache does not handle such calls. */
	BYPASS,

	/** Refused: nothing in the cache, and the call wanted only a cached response. */
	REFUSED;

	private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/** Whether it is too common to be worth a report of its own. */
	boolean isUsual() {
		return this == HIT || this == MISS || this == BYPASS;
	}

	/** The outcome as a word, for events and meters. */
	String text() {
		return this.text;
	}

}
