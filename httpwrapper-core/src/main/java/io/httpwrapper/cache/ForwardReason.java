package io.httpwrapper.cache;

import java.util.Locale;

/**
 * Why a request was not answered from the cache, in the words of RFC 9211 §2.2.
 */
public enum ForwardReason {

	/** The cache was told not to be used. */
	BYPASS,

	/** The method has to be carried out by the origin. */
	METHOD,

	/** Nothing is stored for the URI. */
	URI_MISS,

	/** Something is stored for the URI, but for other request headers. */
	VARY_MISS,

	/** What is stored could be used, but the request does not want it so. */
	REQUEST,

	/** What is stored is stale. */
	STALE,

	/** Only parts of it could have been answered. */
	PARTIAL;

	private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The word, as in {@code fwd=uri-miss}.
	 */
	public String text() {
		return this.text;
	}

}
