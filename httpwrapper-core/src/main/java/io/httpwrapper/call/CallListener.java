package io.httpwrapper.call;

/**
 * Hears how calls went, once their responses are there or will not come. Called on the
 * thread on which that happened, often an event loop: must be quick, and must not block
 * or throw. Thread-safe.
 */
public interface CallListener {

	/**
	 * Whether to report a call of which there is nothing to tell but its end. Asked for
	 * each of them, so it must cost next to nothing; of the others all are reported.
	 */
	boolean wantsPlain();

	/**
	 * A call is over, up to its response's head; if its body breaks then, the report
	 * grows, and is told here only if it was not told before.
	 */
	void onCall(CallReport report);

}
