package io.httpwrapper.call;

/**
 * Receives the reports of calls, when they have a response or have failed. Called on the
 * thread on which this happens, often an event loop. It must be quick and must not block
 * or throw. Thread-safe.
 */
public interface CallListener {

	/**
	 * Whether to report a plain call: one with no event but its end. Called for each
	 * plain call, so it must be very cheap. All other calls are reported anyway.
	 */
	boolean wantsPlain();

	/**
	 * A call has got its response headers or has failed. If the body breaks later, that
	 * is added to the same report; this method is called again only if the call was not
	 * reported before.
	 */
	void onCall(CallReport report);

}
