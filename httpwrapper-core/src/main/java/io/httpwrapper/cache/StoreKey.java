package io.httpwrapper.cache;

import org.jspecify.annotations.Nullable;

/**
 * The key of responses in a store. Clients may share a store; each sees only its own
 * responses.
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

	// Written by hand, because each call hashes and compares a key, and the generated
	// methods took a few percent of the time of a cache hit.

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof StoreKey key && this.uri.equals(key.uri) && this.user.equals(key.user)
				&& this.client.equals(key.client);
	}

	@Override
	public int hashCode() {
		return 31 * (31 * this.uri.hashCode() + this.user.hashCode()) + this.client.hashCode();
	}

}
