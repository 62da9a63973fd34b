package io.httpwrapper.autoconfigure.redis;

import java.util.List;

import io.httpwrapper.autoconfigure.client.CacheBackend;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.redis.RedisCacheStore;
import io.httpwrapper.redis.StoreCircuit;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.CacheStoreType;

/**
 * Creates cache stores in Redis.
 *
 * @param redis the connection
 */
record RedisCaches(LettuceSource redis) implements CacheBackend {

	@Override
	public CacheStoreType type() {
		return CacheStoreType.REDIS;
	}

	@Override
	public CacheStore store(String client, CacheSettings settings, TimeAndChance time,
			List<ClientEventListener> listeners) {
		this.redis.connect();
		return new RedisCacheStore(client, settings.prefix(), this.redis,
				new StoreCircuit(client, "cache", settings.storeTimeout(), time, listeners), time);
	}

}
