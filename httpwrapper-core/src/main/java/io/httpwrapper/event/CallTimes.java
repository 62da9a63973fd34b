package io.httpwrapper.event;

/**
 * Hears how long the calls of a client take, what each of them goes through: an event for
 * each of it would cost more than what is told. Called on the thread on which it
 * happened, often an event loop: must be quick, thread-safe and must not block. One that
 * throws is logged and does not disturb the call.
 */
public interface CallTimes {

	/**
	 * A call is over, up to its response's head.
	 * @param nanos since it began
	 */
	void called(CallOutcome outcome, long nanos);

	/**
	 * An attempt that was sent is over, up to its response's head.
	 * @param verdict as in {@link ClientEvent#verdict()}
	 * @param nanos since it began
	 */
	void attempted(String verdict, long nanos);

	/**
	 * A body has ended: read, broken, or given up. Each call that got a response has one.
	 * @param nanos since the call began
	 */
	void bodyEnded(long nanos);

}
