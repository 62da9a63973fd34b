package io.httpwrapper.cache;

import java.net.URI;

/**
 * A request as the cache sees it. Immutable.
 *
 * @param method as written; methods are case-sensitive
 * @param uri absolute
 * @param headers all headers that the origin will see, including {@code Cookie}
 * @param hiddenCredentials whether credentials that differ between calls are added below
 * the cache, so that {@code headers} do not contain them
 */
public record CacheRequest(String method, URI uri, HeaderFields headers, boolean hiddenCredentials) {

	/**
	 * A request whose headers are complete.
	 */
	public static CacheRequest of(String method, URI uri, HeaderFields headers) {
		return new CacheRequest(method, uri, headers, false);
	}

	boolean isGet() {
		return "GET".equals(this.method);
	}

	boolean isHead() {
		return "HEAD".equals(this.method);
	}

	/**
	 * Whether the answer may be meant for one user only (RFC 9111 §3.5).
	 */
	boolean isAuthorized() {
		return this.hiddenCredentials || this.headers.has("Authorization") || this.uri.getRawUserInfo() != null;
	}

	/**
	 * Whether the request has a condition of its own that a cache can evaluate (RFC 9111
	 * §4.3.2).
	 */
	boolean isConditional() {
		return this.headers.has("If-None-Match") || this.headers.has("If-Modified-Since");
	}

	/**
	 * Whether the request has a condition that only the origin can evaluate (RFC 9110
	 * §13.1.1, §13.1.4).
	 */
	boolean isForOrigin() {
		return this.headers.has("If-Match") || this.headers.has("If-Unmodified-Since");
	}

	/**
	 * Whether the request asks for a part of the response. For methods other than GET a
	 * {@code Range} has no meaning (RFC 9110 §14.2).
	 */
	boolean hasRange() {
		return isGet() && this.headers.has("Range");
	}

}
