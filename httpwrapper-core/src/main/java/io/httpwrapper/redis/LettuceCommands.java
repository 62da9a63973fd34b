package io.httpwrapper.redis;

import java.util.function.Supplier;

import io.github.bucket4j.redis.lettuce.RedisApi;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * The Redis commands that Bucket4j needs, on the current connection. Generic, because
 * Bucket4j passes an array of objects instead of an array of keys.
 */
record LettuceCommands<K>(Supplier<RedisClusterAsyncCommands<K, byte[]>> redis) implements RedisApi<K> {

	@Override
	public <V> RedisFuture<V> eval(String script, ScriptOutputType type, K[] keys, byte[][] values) {
		return this.redis.get().eval(script, type, keys, values);
	}

	@Override
	public RedisFuture<byte[]> get(K key) {
		return this.redis.get().get(key);
	}

	@Override
	@SuppressWarnings("unchecked")
	public RedisFuture<?> delete(K key) {
		return this.redis.get().del(key);
	}

}
