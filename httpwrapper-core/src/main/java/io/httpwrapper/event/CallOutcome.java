package io.httpwrapper.event;

import java.util.Locale;

/**
 * The outcome of a call.
 */
public enum CallOutcome {

	/** A response with a status below 400. */
	SUCCESS,

	CLIENT_ERROR,

	SERVER_ERROR,

	/** Refused by a guard: an open circuit, a limit, a full bulkhead. */
	REJECTED,

	TIMEOUT,

	/** No response for another reason. */
	ERROR,

	/** The caller cancelled before there was a response. */
	CANCELLED,

	/** Answered by the fallback. */
	FALLBACK;

	private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The outcome of a call that got a response from its remote.
	 * @param status the status of the response
	 */
	public static CallOutcome ofStatus(int status) {
		return (status < 400) ? SUCCESS : (status < 500) ? CLIENT_ERROR : SERVER_ERROR;
	}

	/** The outcome as a word, for meters. */
	public String text() {
		return this.text;
	}

}
