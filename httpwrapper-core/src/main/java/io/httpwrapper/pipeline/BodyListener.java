package io.httpwrapper.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A stage that holds something until the end of the response body. The listeners of one
 * response form a list by themselves, which spares a call an object.
 */
interface BodyListener {

	/**
	 * The body of the response that this stage has passed on has ended, before whoever
	 * reads it is told.
	 * @param error what broke it, or null if it was read to its end or given up
	 */
	void bodyEnded(@Nullable Throwable error);

	/** The call that the response belongs to. */
	Exchange exchange();

	/** The listener after this one. */
	@Nullable BodyListener nextListener();

	/** Puts this listener before {@code next}. */
	void nextListener(@Nullable BodyListener next);

}
