package io.httpwrapper.event;

/**
 * Receives the times of all calls, attempts and bodies of a client. These are no events,
 * because creating an event for each of them would cost too much. Called on the thread on
 * which it happened, often an event loop. Must be quick, thread-safe and must not block.
 * An exception is logged and does not affect the call.
 */
public interface CallTimes {

	/**
	 * A call has got its response headers or has ended without a response.
	 * @param nanos since it began
	 */
	void called(CallOutcome outcome, long nanos);

	/**
	 * An attempt that was sent has got its response headers or has ended without a
	 * response.
	 * @param verdict as in {@link ClientEvent#verdict()}
	 * @param nanos since it began
	 */
	void attempted(String verdict, long nanos);

	/**
	 * A body has ended: read, broken or cancelled. Called for each call that got a
	 * response.
	 * @param nanos since the call began
	 */
	void bodyEnded(long nanos);

}
