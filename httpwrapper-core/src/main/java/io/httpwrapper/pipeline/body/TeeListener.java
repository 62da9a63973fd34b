package io.httpwrapper.pipeline.body;

import io.httpwrapper.cache.StoredBody;
import org.jspecify.annotations.Nullable;

/**
 * Is told the outcome of a body that a {@link BodyTee} collects. Exactly one of the first
 * three methods is called, once.
 */
public interface TeeListener {

	/** The body is complete. Its reader may not have received all of it yet. */
	void bodyCollected(StoredBody body);

	/**
	 * The body is still handed to its reader, but no longer collected.
	 * @param undecided true if it would be collected if a call waited for it; false if it
	 * is too long, there is no memory for it now, or its length differs from the declared
	 * one
	 */
	void bodyRefused(boolean undecided);

	/**
	 * The body ended before it was complete.
	 * @param error what broke it, or null if nobody needs it any more
	 */
	void bodyLost(@Nullable Throwable error);

	/** The body has ended. A reader that requested all of it has been told. */
	void bodyPassed();

}
