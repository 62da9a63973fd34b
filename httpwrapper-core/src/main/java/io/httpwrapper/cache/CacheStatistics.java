package io.httpwrapper.cache;

/**
 * How full a store is. -1 if a store does not know a number.
 *
 * @param entries stored responses; each variant counts
 * @param bytes the memory that they take, bodies and fields
 * @param evictions stored responses that were evicted since the start
 */
public record CacheStatistics(long entries, long bytes, long evictions) {

	/** Nothing is known. */
	public static final CacheStatistics UNKNOWN = new CacheStatistics(-1, -1, -1);

}
