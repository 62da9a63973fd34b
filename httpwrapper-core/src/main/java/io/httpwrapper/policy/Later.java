package io.httpwrapper.policy;

import java.util.function.Consumer;

/**
 * A guard's answer that it will answer later, for example when a place gets free. Never
 * blocks a thread. Thread-safe.
 */
public interface Later extends Admission {

	/**
	 * Starts the wait. Called once.
	 * @param continuation is given the final answer, a permit or a refusal, exactly once
	 * unless {@link #cancel()} came first; on any thread
	 */
	void await(Consumer<Admission> continuation);

	/**
	 * Gives up the wait, which may not have been started. A permit that the continuation
	 * has been given, or is being given, is still its receiver's to settle and release.
	 */
	void cancel();

}
