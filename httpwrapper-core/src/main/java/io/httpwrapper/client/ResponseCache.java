package io.httpwrapper.client;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.httpwrapper.cache.CacheKey;
import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.pipeline.caching.CacheState;

/**
 * The response cache of a client: deletes and lists what is stored. Thread-safe.
 */
public final class ResponseCache {

	private final CacheState state;

	ResponseCache(CacheState state) {
		this.state = state;
	}

	/**
	 * Deletes all that is stored for a URI: all variants, for all users. A response that
	 * is being fetched at this moment will not be stored either.
	 * @param uri an absolute URI; path and query must be written as in requests
	 * @return how many responses were deleted, or -1 if the store does not know
	 */
	public CompletionStage<Long> purge(URI uri) {
		String normalised = CacheKey.normalised(uri);
		this.state.forget(normalised);
		return this.state.store().delete(this.state.client(), normalised);
	}

	/**
	 * Deletes all that is stored for URIs that start with {@code prefix}, for example
	 * {@code https://orders.internal/orders/}.
	 * @return as {@link #purge}
	 */
	public CompletionStage<Long> purgePrefix(String prefix) {
		this.state.forgetAll();
		return this.state.store().deleteByPrefix(this.state.client(), prefix);
	}

	/**
	 * Deletes all that was stored for calls with this
	 * {@link io.httpwrapper.call.CallOptions#cacheTags tag}.
	 * @return as {@link #purge}
	 */
	public CompletionStage<Long> purgeTag(String tag) {
		this.state.forgetAll();
		return this.state.store().deleteByTag(this.state.client(), tag);
	}

	/**
	 * Deletes everything that the client has stored.
	 * @return as {@link #purge}
	 */
	public CompletionStage<Long> purgeAll() {
		return purgePrefix("");
	}

	/**
	 * Some of the URIs for which something is stored. Their queries may contain secrets.
	 * @param limit largest number of URIs
	 */
	public CompletionStage<List<String>> uris(int limit) {
		return this.state.store().uris(this.state.client(), limit);
	}

	/**
	 * How full the store is. The client may share the store with other clients.
	 */
	public CompletionStage<CacheStatistics> statistics() {
		return this.state.store().statistics();
	}

}
