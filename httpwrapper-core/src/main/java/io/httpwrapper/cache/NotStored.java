package io.httpwrapper.cache;

import java.util.Locale;

/**
 * Why a response is not stored (RFC 9111 §3).
 */
public enum NotStored {

	/** Neither GET, nor a POST whose answer stands for a GET. */
	METHOD,

	/** Not final, partial, or an answer to a condition. */
	STATUS,

	/** The request or the response says {@code no-store}. */
	NO_STORE,

	/** {@code must-understand}, and the status is not known. */
	NOT_UNDERSTOOD,

	/** {@code private}, for a shared cache or a request with credentials. */
	PRIVATE,

	/** The request had credentials and the response does not allow others to see it. */
	AUTHORIZATION,

	/** {@code Vary: *} fits no second request. */
	VARY,

	/** It is the answer of another URI, to which the request was redirected. */
	REDIRECTED,

	/** Its body is longer than any that is stored. */
	TOO_LONG,

	/** It says nothing about freshness, and its status allows no guess. */
	NO_FRESHNESS,

	/** It could never be used: stale on arrival, and nothing to validate it with. */
	USELESS;

	private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The word for logs and tags.
	 */
	public String text() {
		return this.text;
	}

}
