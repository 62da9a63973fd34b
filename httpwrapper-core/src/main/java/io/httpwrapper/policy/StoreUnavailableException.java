package io.httpwrapper.policy;

import org.jspecify.annotations.Nullable;

/**
 * A store has no answer: it failed, or was not asked, because it failed before or there
 * is no connection to it. Whoever throws this has told of the outage, or need not. Not
 * for callers: what becomes of a call then is set by property. Has no stack trace, since
 * it may be made for each call of an outage.
 */
public final class StoreUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param message which store, and why it has no answer
	 * @param cause what the store failed with, or null
	 */
	public StoreUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
	}

}
