package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of what a client has stored in Redis: all of it lies in one slot of a cluster,
 * so that a script can change it in one step. The URI decides.
 *
 * @param key what the names of all keys of the shard start with
 */
record CacheShard(byte[] key) {

	/** So many nodes of a cluster can share the work of one client. */
	static final int COUNT = 16;

	/** URIs whose deletions are counted together, in each shard. */
	private static final int STRIPES = 64;

	/** What a hash tag is put into; one in the prefix would take its place. */
	private static final char TAG = '{';

	/**
	 * The shard of a URI.
	 * @param prefix what all keys start with
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
	 * Those whose deletions are counted with those of a URI.
	 */
	static byte[] stripe(String uri) {
		return bytes(String.valueOf(mixed(uri) / COUNT % STRIPES));
	}

	/** Not negative. */
	private static int mixed(String uri) {
		return (uri.hashCode() * 0x9E3779B9) >>> 16;
	}

	/**
	 * What is checked of a prefix at the start.
	 * @throws IllegalArgumentException if the shards would not keep their keys together
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
