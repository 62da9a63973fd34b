package io.httpwrapper.cache;

import java.util.Locale;

/**
 * Why a response is not stored (RFC 9111 §3).
 */
public enum NotStored {

	/** Neither a GET, nor a POST whose answer is also the answer to a GET. */
	METHOD,

	/** The response is not final, is partial, or answers a condition. */
	STATUS,

	/** The request or the response says {@code no-store}. */
	NO_STORE,

	/** {@code must-understand} with an unknown status. */
	NOT_UNDERSTOOD,

	/** {@code private}, for a shared cache or a request with credentials. */
	PRIVATE,

	/**
	 * The request had credentials, and the response does not allow other users to see it.
	 */
	AUTHORIZATION,

	/** {@code Vary: *}: the response never fits another request. */
	VARY,

	/** The response comes from another URI, to which the request was redirected. */
	REDIRECTED,

	/** Its body is too long for the store. */
	TOO_LONG,

	/** It has no freshness information, and its status allows no heuristic. */
	NO_FRESHNESS,

	/** It could never be used: it is stale on arrival and has no validator. */
	USELESS;

	private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The reason as a word, for logs and tags.
	 */
	public String text() {
		return this.text;
	}

}
