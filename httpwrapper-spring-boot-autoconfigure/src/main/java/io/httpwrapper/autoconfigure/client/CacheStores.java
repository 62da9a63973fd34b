package io.httpwrapper.autoconfigure.client;

import java.util.List;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.settings.CacheStoreType;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds the cache store of a client: the application's own bean, or one from the
 * {@link CacheBackend} that the settings name.
 *
 * @param beanFactory all beans
 * @param beans those of the application that take part in clients
 * @param time the time of the clients
 * @param listeners those of the client
 */
record CacheStores(ListableBeanFactory beanFactory, ApplicationBeans beans, TimeAndChance time,
		List<ClientEventListener> listeners) {

	/**
	 * Finds the store of a client.
	 * @return null if the client has no cache
	 * @throws InvalidClientConfigurationException if nothing can store there
	 */
	@Nullable CacheStore store(String client, ClientSettings settings) {
		if (!settings.cache().enabled()) {
			return null;
		}
		CacheStore own = this.beans.one(CacheStore.class, client);
		if (own != null) {
			return own;
		}
		CacheStoreType type = settings.cache().store();
		return this.beanFactory.getBeanProvider(CacheBackend.class)
			.orderedStream()
			.filter((backend) -> backend.type() == type)
			.findFirst()
			.map((backend) -> backend.store(client, settings.cache(), this.time, this.listeners))
			.orElseThrow(() -> missing(client, type));
	}

	private static InvalidClientConfigurationException missing(String client, CacheStoreType type) {
		String name = SettingProperty.text(type);
		return new InvalidClientConfigurationException(
				"Client '%s' has a response cache with cache.store = %s, but nothing is there that stores in it."
					.formatted(client, name),
				switch (type) {
					case LOCAL ->
						"Add com.github.ben-manes.caffeine:caffeine, which the starter brings along, to the class path, or a bean of type CacheStore, or set cache.enabled to false.";
					case REDIS ->
						MissingRedis.action(false) + " Or add a bean of type CacheStore, or set cache.store to local.";
				}, null);
	}

}
