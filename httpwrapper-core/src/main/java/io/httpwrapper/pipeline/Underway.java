package io.httpwrapper.pipeline;

/**
 * What a {@link CacheCall} depends on while it has no answer.
 */
interface Underway {

	/** The call does not want the answer any more. */
	void leave(CacheCall call);

}
