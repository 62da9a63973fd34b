package io.httpwrapper.cache;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where stored responses are kept. A bean of this type replaces the built-in stores, for
 * one client ({@code ordersCacheStore}) or for all.
 * <p>
 * Thread-safe and non-blocking; every answer may come later, on any thread. A store that
 * is slow or fails costs no call more than {@code cache.store-timeout}: a {@link #get}
 * that fails is a miss, anything else is given up. What is handed over and handed out is
 * immutable and may be shared. Null is no answer: neither for a stage nor within one; it
 * counts as a failure.
 */
public interface CacheStore {

	/**
	 * All variants under {@code key}.
	 */
	CompletionStage<StoredVariants> get(StoreKey key);

	/**
	 * Makes a change to what is stored under {@code key} by then, as
	 * {@link StoreChange#appliedTo} says. Responses to put whose body is that of a stored
	 * one, as after a 304, may be recognised by {@code body()} being the same object.
	 * @return whether it was made: not if something of the URI was deleted since
	 * {@link StoreTerms#generation()}, nor if there is no room
	 */
	CompletionStage<Boolean> change(StoreKey key, StoreChange change, StoreTerms terms);

	/**
	 * Deletes all that a client has stored for a URI: all variants, for all users. What
	 * was asked for before is not stored afterwards.
	 * @return how many responses were deleted, or -1 if that is not known
	 */
	CompletionStage<Long> delete(String client, String uri);

	/**
	 * Deletes all of a client's URIs that start with {@code prefix}; an empty one deletes
	 * all.
	 * @return as {@link #delete}
	 */
	CompletionStage<Long> deleteByPrefix(String client, String prefix);

	/**
	 * Deletes all of a client's keys that were last changed with this tag.
	 * @return as {@link #delete}
	 */
	CompletionStage<Long> deleteByTag(String client, String tag);

	/**
	 * Some of the URIs that a client has something stored for, in no order, without
	 * repeats.
	 * @param limit how many at most
	 */
	CompletionStage<List<String>> uris(String client, int limit);

	/**
	 * How full the store is, with all clients that share it.
	 */
	CompletionStage<CacheStatistics> statistics();

}
