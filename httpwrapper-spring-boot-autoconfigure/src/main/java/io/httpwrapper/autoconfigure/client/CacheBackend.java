package io.httpwrapper.autoconfigure.client;

import java.util.List;

import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.CacheStoreType;

/**
 * Stores responses in one of the places that {@code cache.store} names. There is one
 * where the library for it is on the class path.
 */
public interface CacheBackend {

	/**
	 * Where it stores.
	 */
	CacheStoreType type();

	/**
	 * The store of a client.
	 * @param client name of the client
	 * @param settings its settings
	 * @param time the time of the clients
	 * @param listeners those of the client, to be told of the store
	 */
	CacheStore store(String client, CacheSettings settings, TimeAndChance time, List<ClientEventListener> listeners);

}
