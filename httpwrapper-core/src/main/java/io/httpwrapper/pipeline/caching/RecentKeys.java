package io.httpwrapper.pipeline.caching;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

import io.httpwrapper.cache.StoreKey;

/**
 * Keys about which something was learnt recently. Bounded: a newer key replaces another
 * one in the same slot. Thread-safe.
 */
final class RecentKeys {

	private static final int SLOTS = 1024;

	private final long memoryNanos;

	private final AtomicLongArray keys = new AtomicLongArray(SLOTS);

	private final AtomicLongArray untilNanos = new AtomicLongArray(SLOTS);

	/**
	 * @param memory how long a key is remembered
	 */
	RecentKeys(Duration memory) {
		this.memoryNanos = memory.toNanos();
	}

	void add(StoreKey key, long nowNanos) {
		long hash = hash(key);
		this.untilNanos.set(slot(hash), nowNanos + this.memoryNanos);
		this.keys.set(slot(hash), hash);
	}

	void remove(StoreKey key) {
		long hash = hash(key);
		this.keys.compareAndSet(slot(hash), hash, 0);
	}

	boolean contains(StoreKey key, long nowNanos) {
		long hash = hash(key);
		return this.keys.get(slot(hash)) == hash && nowNanos - this.untilNanos.get(slot(hash)) < 0;
	}

	private static int slot(long hash) {
		return (int) (hash >>> 54);
	}

	/** Never 0, because 0 marks a free slot. */
	private static long hash(StoreKey key) {
		long mixed = (31L * key.uri().hashCode() + key.user().hashCode()) * 0x9E3779B97F4A7C15L;
		return mixed | 1;
	}

}
