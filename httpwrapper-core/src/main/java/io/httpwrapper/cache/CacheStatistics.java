package io.httpwrapper.cache;

/**
 * How full a store is. A number that a store does not know is -1.
 *
 * @param entries stored responses; each variant counts
 * @param bytes what they take, bodies and fields
 * @param evictions stored responses that had to make room since the start
 */
public record CacheStatistics(long entries, long bytes, long evictions) {

	/** Nothing is known. */
	public static final CacheStatistics UNKNOWN = new CacheStatistics(-1, -1, -1);

}
