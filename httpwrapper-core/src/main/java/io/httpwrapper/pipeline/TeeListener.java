package io.httpwrapper.pipeline;

import io.httpwrapper.cache.StoredBody;
import org.jspecify.annotations.Nullable;

/**
 * Hears what became of a body that passes a {@link BodyTee}: one of the first two, once.
 */
interface TeeListener {

	/** The body is complete; its reader may not have all of it yet. */
	void bodyCollected(StoredBody body);

	/**
	 * The body will not be collected.
	 * @param error what broke it, or null if it is too long or nobody wants it
	 */
	void bodyLost(@Nullable Throwable error);

	/** The body has ended, and its reader knows if it asked for all of it. */
	void bodyPassed();

}
