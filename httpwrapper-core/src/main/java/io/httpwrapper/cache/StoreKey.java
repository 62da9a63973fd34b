package io.httpwrapper.cache;

/**
 * What a store finds responses by. Clients may share a store: each sees its own only.
 *
 * @param client name of the client
 * @param uri {@link CacheKey#uri()}
 * @param user {@link CacheKey#user()}
 */
public record StoreKey(String client, String uri, String user) {

	/**
	 * The key of a client's answers.
	 */
	public static StoreKey of(String client, CacheKey key) {
		return new StoreKey(client, key.uri(), key.user());
	}

}
