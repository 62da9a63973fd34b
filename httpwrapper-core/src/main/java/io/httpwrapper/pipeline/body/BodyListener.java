package io.httpwrapper.pipeline.body;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * A stage that needs to know when the response body ends. The listeners of one response
 * are linked to each other, which saves a list object per call.
 */
public interface BodyListener {

	/**
	 * The body of a response that this stage has handed on has ended. Called before the
	 * reader of the body is told.
	 * @param error what broke it, or null if it was read to its end or given up
	 */
	void bodyEnded(@Nullable Throwable error);

	/** Runs the time limit for discarding a body that nobody reads. */
	Scheduler scheduler();

	/** The listener after this one. */
	@Nullable BodyListener nextListener();

	/** Links this listener before {@code next}. */
	void nextListener(@Nullable BodyListener next);

}
