package io.httpwrapper.redis;

import io.httpwrapper.policy.StoreUnavailableException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * Provides the connection to Redis: to a single server, the master of a Sentinel, or a
 * cluster. Thread-safe; never blocks.
 */
@FunctionalInterface
public interface RedisSource {

	/**
	 * The commands of an open connection.
	 * @throws StoreUnavailableException if there is no connection now; there may be one
	 * later
	 */
	RedisClusterAsyncCommands<byte[], byte[]> commands();

}
