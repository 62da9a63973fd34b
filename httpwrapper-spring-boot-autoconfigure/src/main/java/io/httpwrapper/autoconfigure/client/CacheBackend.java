package io.httpwrapper.autoconfigure.client;

import java.util.List;

import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.CacheStoreType;

/**
 * Creates cache stores for one value of {@code cache.store}. There is a bean for a value
 * if its library is on the class path.
 */
public interface CacheBackend {

	/** The value of {@code cache.store} that it implements. */
	CacheStoreType type();

	/**
	 * Creates the store of a client.
	 * @param client name of the client
	 * @param settings its settings
	 * @param time the time of the clients
	 * @param listeners those of the client, to be told of the store
	 */
	CacheStore store(String client, CacheSettings settings, TimeAndChance time, List<ClientEventListener> listeners);

}
