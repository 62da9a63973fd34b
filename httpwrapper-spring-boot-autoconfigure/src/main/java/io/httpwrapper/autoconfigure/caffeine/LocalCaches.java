package io.httpwrapper.autoconfigure.caffeine;

import java.util.List;

import io.httpwrapper.autoconfigure.client.CacheBackend;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.CacheStoreType;
import io.httpwrapper.store.CaffeineCacheStore;

/**
 * Creates cache stores in this process, one for each client, so that clients do not
 * displace each other's responses.
 */
final class LocalCaches implements CacheBackend {

	@Override
	public CacheStoreType type() {
		return CacheStoreType.LOCAL;
	}

	@Override
	public CacheStore store(String client, CacheSettings settings, TimeAndChance time,
			List<ClientEventListener> listeners) {
		return new CaffeineCacheStore(settings.maxSize().toBytes());
	}

}
