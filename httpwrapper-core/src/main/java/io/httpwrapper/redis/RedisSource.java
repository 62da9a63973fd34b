package io.httpwrapper.redis;

import io.httpwrapper.policy.StoreUnavailableException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * Where the connection to Redis comes from, be it a single server, a Sentinel's master or
 * a cluster. Thread-safe; never blocks.
 */
@FunctionalInterface
public interface RedisSource {

	/**
	 * The commands of a connection that is up.
	 * @throws StoreUnavailableException if there is none now; whoever asks later may be
	 * luckier
	 */
	RedisClusterAsyncCommands<byte[], byte[]> commands();

}
