package io.httpwrapper.pipeline.body;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * A stage that holds something until the end of the response body. The listeners of one
 * response form a list by themselves, which spares a call an object.
 */
public interface BodyListener {

	/**
	 * The body of the response that this stage has passed on has ended, before whoever
	 * reads it is told.
	 * @param error what broke it, or null if it was read to its end or given up
	 */
	void bodyEnded(@Nullable Throwable error);

	/** Limits how long it takes to get rid of a body that nobody reads. */
	Scheduler scheduler();

	/** The listener after this one. */
	@Nullable BodyListener nextListener();

	/** Puts this listener before {@code next}. */
	void nextListener(@Nullable BodyListener next);

}
