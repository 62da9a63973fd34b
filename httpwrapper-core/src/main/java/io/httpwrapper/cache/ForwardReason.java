package io.httpwrapper.cache;

import java.util.Locale;

/**
 * Why a request was not answered from the cache, in the words of RFC 9211 §2.2.
 */
public enum ForwardReason {

	/** The cache was told not to be used. */
	BYPASS,

	/** Only the origin can execute the method. */
	METHOD,

	/** Nothing is stored for the URI. */
	URI_MISS,

	/** Something is stored for the URI, but for other request headers. */
	VARY_MISS,

	/** A stored response could be used, but the request does not allow it. */
	REQUEST,

	/** The stored response is stale. */
	STALE,

	/** The cache could answer only a part of the request. */
	PARTIAL;

	private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The word, as in {@code fwd=uri-miss}.
	 */
	public String text() {
		return this.text;
	}

}
