package io.httpwrapper.pipeline.caching;

/**
 * Something that a {@link CacheCall} waits for.
 */
interface Pending {

	/** The call was cancelled or failed, and does not need the answer any more. */
	void leave(CacheCall call);

	/**
	 * Whether a request was sent for this call, so that the stages below watch its
	 * deadline.
	 */
	boolean isSentFor(CacheCall call);

}
