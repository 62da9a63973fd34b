package io.httpwrapper.pipeline.caching;

/**
 * What a {@link CacheCall} waits for while it has no answer.
 */
interface Pending {

	/** The call does not want the answer any more. */
	void leave(CacheCall call);

	/**
	 * Whether a request is on its way for this call, so that the stages below watch over
	 * its deadline.
	 */
	boolean isSentFor(CacheCall call);

}
