package io.httpwrapper.policy;

/**
 * Over which outcomes a rate is computed.
 */
public enum WindowType {

	/** Those of the last {@code window}. */
	TIME,

	/** The last {@code window-calls} ones. */
	COUNT

}
