package io.httpwrapper.autoconfigure.client;

import java.util.List;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimitStore;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.timing.TimeAndChance;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds the rate limiter of a client: the application's own limiter, one from its own
 * factory, or one from the {@link RateLimitBackend} that the settings name.
 *
 * @param beanFactory all beans
 * @param beans those of the application that take part in clients
 * @param time the time of the clients
 * @param listeners those of the client
 */
record RateLimiters(ListableBeanFactory beanFactory, ApplicationBeans beans, TimeAndChance time,
		List<ClientEventListener> listeners) {

	/**
	 * Returns a factory that looks for the limiter only when it is used, because a client
	 * may get its first limit at run time. The factory throws
	 * {@link InvalidClientConfigurationException} if there is no backend for the store.
	 */
	RateLimiterFactory factory() {
		return this::limiter;
	}

	private RateLimiter limiter(String client, RateLimitSettings limits) {
		RateLimiter own = this.beans.one(RateLimiter.class, client);
		if (own != null) {
			return own;
		}
		RateLimiterFactory factory = this.beans.one(RateLimiterFactory.class, client);
		return ((factory != null) ? factory : builtIn(client, limits.store())).create(client, limits);
	}

	private RateLimiterFactory builtIn(String client, RateLimitStore store) {
		return this.beanFactory.getBeanProvider(RateLimitBackend.class)
			.orderedStream()
			.filter((backend) -> backend.store() == store)
			.findFirst()
			.map((backend) -> backend.limiters(this.time, this.listeners))
			.orElseThrow(() -> missing(client, store));
	}

	private static InvalidClientConfigurationException missing(String client, RateLimitStore store) {
		String name = SettingProperty.text(store);
		return new InvalidClientConfigurationException(
				"Client '%s' has a rate limit with rate-limit.store = %s, but nothing is there that counts in it."
					.formatted(client, name),
				switch (store) {
					case LOCAL ->
						"Add com.bucket4j:bucket4j_jdk17-core, which the starter brings along, to the class path, or a bean of type RateLimiterFactory, or set rate-limit.enabled to false.";
					case REDIS -> MissingRedis.action(true)
							+ " Or add a bean of type RateLimiterFactory, or set rate-limit.store to local.";
				}, null);
	}

}
