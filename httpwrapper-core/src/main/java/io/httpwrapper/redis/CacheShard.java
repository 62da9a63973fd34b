package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of a client's responses in Redis. All keys of a shard are in one slot of a
 * cluster, so that one script can change them atomically. The URI determines the shard.
 *
 * @param key the prefix of all keys of the shard
 */
record CacheShard(byte[] key) {

	/**
	 * The number of shards: so many nodes of a cluster can share the work of one client.
	 */
	static final int COUNT = 16;

	/** How many counters of deletions each shard has; the URIs of a stripe share one. */
	private static final int STRIPES = 64;

	/** The start of a hash tag. A brace in the prefix would be taken for it. */
	private static final char TAG = '{';

	/**
	 * The shard of a URI.
	 * @param prefix the prefix of all keys
	 */
	static CacheShard of(String prefix, String client, String uri) {
		return new CacheShard(prefix, client, mixed(uri) % COUNT);
	}

	/**
	 * All shards of a client.
	 */
	static List<CacheShard> all(String prefix, String client) {
		return IntStream.range(0, COUNT).mapToObj((number) -> new CacheShard(prefix, client, number)).toList();
	}

	private CacheShard(String prefix, String client, int number) {
		this(bytes(prefix + TAG + number + ":" + client + "}"));
	}

	/**
	 * The stripe of a URI, whose deletions are counted together.
	 */
	static byte[] stripe(String uri) {
		return bytes(String.valueOf(mixed(uri) / COUNT % STRIPES));
	}

	/** A hash of the URI; not negative. */
	private static int mixed(String uri) {
		return (uri.hashCode() * 0x9E3779B9) >>> 16;
	}

	/**
	 * Checks a prefix.
	 * @throws IllegalArgumentException if the keys of a shard would not be in one slot
	 */
	static String checked(String prefix) {
		if (prefix.indexOf(TAG) >= 0) {
			throw new IllegalArgumentException(
					"The prefix of the cache's keys in Redis must not contain '{', but is '" + prefix + "'.");
		}
		return prefix;
	}

	byte[] meta() {
		return key(":m");
	}

	byte[] record(String name) {
		return key(":r:" + name);
	}

	private byte[] key(String end) {
		return bytes(new String(this.key, StandardCharsets.UTF_8) + end);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
