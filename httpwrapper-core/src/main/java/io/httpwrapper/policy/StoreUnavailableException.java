package io.httpwrapper.policy;

/**
 * A store was not asked, because it has failed before or there is no connection to it.
 * Not for callers: what becomes of a call then is set by property. Has no stack trace,
 * since it may be made for each call of an outage.
 */
public final class StoreUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param message which store, and why it was not asked
	 */
	public StoreUnavailableException(String message) {
		super(message, null, false, false);
	}

}
