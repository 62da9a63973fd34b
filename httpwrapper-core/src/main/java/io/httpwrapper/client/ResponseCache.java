package io.httpwrapper.client;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.httpwrapper.cache.CacheKey;
import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.pipeline.caching.CacheState;

/**
 * The response cache of a client, for who wants something deleted from it. Thread-safe.
 */
public final class ResponseCache {

	private final CacheState state;

	ResponseCache(CacheState state) {
		this.state = state;
	}

	/**
	 * Deletes what is stored for a URI: all variants, for all users. A response that is
	 * being fetched at the moment is not stored.
	 * @param uri absolute; path and query as requests have them
	 * @return how many responses were deleted, or -1 if the store does not know
	 */
	public CompletionStage<Long> purge(URI uri) {
		String normalised = CacheKey.normalised(uri);
		this.state.forget(normalised);
		return this.state.store().delete(this.state.client(), normalised);
	}

	/**
	 * Deletes what is stored for all URIs that start with {@code prefix}, for example
	 * {@code https://orders.internal/orders/}.
	 * @return as {@link #purge}
	 */
	public CompletionStage<Long> purgePrefix(String prefix) {
		this.state.forgetAll();
		return this.state.store().deleteByPrefix(this.state.client(), prefix);
	}

	/**
	 * Deletes what is stored of calls with this
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
	 * Some of the URIs for which something is stored. They may hold secrets in their
	 * queries.
	 * @param limit how many at most
	 */
	public CompletionStage<List<String>> uris(int limit) {
		return this.state.store().uris(this.state.client(), limit);
	}

	/**
	 * How full the store is, which the client may share with others.
	 */
	public CompletionStage<CacheStatistics> statistics() {
		return this.state.store().statistics();
	}

}
