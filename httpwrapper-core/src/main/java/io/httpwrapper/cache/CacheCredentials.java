package io.httpwrapper.cache;

/**
 * Whose the answers to requests with credentials are. A cache in a server is used by all
 * of that server's users, though it is "private" in the words of RFC 9111.
 */
public enum CacheCredentials {

	/**
	 * They may be anyone's: answers to requests with {@code Authorization} are stored
	 * only if the response says {@code public}, {@code must-revalidate} or
	 * {@code s-maxage} (RFC 9111 §3.5) and is used for no longer than a shared cache
	 * would. Answers marked {@code private} are stored, and used, only for requests with
	 * neither {@code Authorization} nor {@code Cookie}.
	 */
	SHARED_RULES,

	/**
	 * Each user's apart: a hash of {@code Authorization} and {@code Cookie} is part of
	 * the key.
	 */
	PER_USER,

	/** All are the client's own, as with a fixed token or API key. */
	ONE_USER

}
