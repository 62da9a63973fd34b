package io.httpwrapper.pipeline.body;

import io.httpwrapper.cache.StoredBody;
import org.jspecify.annotations.Nullable;

/**
 * Hears what became of a body that passes a {@link BodyTee}: one of the first three,
 * once.
 */
public interface TeeListener {

	/** The body is complete; its reader may not have all of it yet. */
	void bodyCollected(StoredBody body);

	/**
	 * The body goes on to its reader, but is not collected any more.
	 * @param undecided whether it would be if somebody waited for it; else it is too
	 * long, there is no room for it now, or it is not as long as it was declared
	 */
	void bodyRefused(boolean undecided);

	/**
	 * The body has ended before it was complete.
	 * @param error what broke it, or null if nobody wants it any more
	 */
	void bodyLost(@Nullable Throwable error);

	/** The body has ended, and its reader knows if it asked for all of it. */
	void bodyPassed();

}
