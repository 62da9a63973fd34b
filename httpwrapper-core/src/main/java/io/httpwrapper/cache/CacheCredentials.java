package io.httpwrapper.cache;

/**
 * Who may use the answers to requests with credentials. All users of a server share the
 * cache in it, although RFC 9111 would call it "private".
 */
public enum CacheCredentials {

	/**
	 * The users are not known: answers to requests with {@code Authorization} are stored
	 * only if the response says {@code public}, {@code must-revalidate} or
	 * {@code s-maxage} (RFC 9111 §3.5) and is used for no longer than a shared cache
	 * would. Answers marked {@code private} are stored, and used, only for requests with
	 * neither {@code Authorization} nor {@code Cookie}.
	 */
	SHARED_RULES,

	/**
	 * Each user has separate answers: a hash of {@code Authorization} and {@code Cookie}
	 * is part of the key.
	 */
	PER_USER,

	/**
	 * All requests have the client's own credentials, such as a fixed token or API key.
	 */
	ONE_USER

}
