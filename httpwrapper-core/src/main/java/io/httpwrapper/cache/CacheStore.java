package io.httpwrapper.cache;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A store of responses. A bean of this type replaces the built-in stores, for one client
 * ({@code ordersCacheStore}) or for all.
 * <p>
 * Thread-safe and non-blocking. Every answer may come later, on any thread. A slow or
 * failing store delays a call by at most {@code cache.store-timeout}: a failed
 * {@link #get} is a miss, and other failed requests are ignored. All parameters and
 * results are immutable and may be shared. Neither a stage nor its value may be null;
 * null counts as a failure.
 */
public interface CacheStore {

	/**
	 * Reads all variants under {@code key}.
	 */
	CompletionStage<StoredVariants> get(StoreKey key);

	/**
	 * Changes the responses that are stored under {@code key} at that time, as
	 * {@link StoreChange#appliedTo} defines. If a response to put has the body of a
	 * stored one, as after a 304, {@code body()} is the same object.
	 * @return whether the change was made; false if a response of the URI was deleted
	 * since {@link StoreTerms#generation()}, or if there is no room
	 */
	CompletionStage<Boolean> change(StoreKey key, StoreChange change, StoreTerms terms);

	/**
	 * Deletes all that a client has stored for a URI: all variants, for all users.
	 * Responses that were requested before the deletion must not be stored after it.
	 * @return how many responses were deleted, or -1 if that is not known
	 */
	CompletionStage<Long> delete(String client, String uri);

	/**
	 * Deletes the responses of all URIs of a client that start with {@code prefix}; an
	 * empty prefix deletes all.
	 * @return as {@link #delete}
	 */
	CompletionStage<Long> deleteByPrefix(String client, String prefix);

	/**
	 * Deletes the responses of all keys of a client whose last change had this tag.
	 * @return as {@link #delete}
	 */
	CompletionStage<Long> deleteByTag(String client, String tag);

	/**
	 * Some of the URIs for which a client has stored responses, in any order, without
	 * duplicates.
	 * @param limit the largest number of URIs
	 */
	CompletionStage<List<String>> uris(String client, int limit);

	/**
	 * How full the store is, for all clients that share it.
	 */
	CompletionStage<CacheStatistics> statistics();

}
