package io.httpwrapper.policy;

/**
 * The outcomes of the latest attempts. Thread-safe and lock-free; exact once the threads
 * that write have come to rest.
 */
interface OutcomeWindow {

	/**
	 * Adds one attempt.
	 */
	void add(boolean failed, boolean slow, long nowNanos);

	/**
	 * Turns one attempt that was added as a success into a failure.
	 */
	void addLateFailure(long nowNanos);

	WindowCounts counts(long nowNanos);

}
