package io.httpwrapper.autoconfigure.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.monitoring.CallLog;
import io.httpwrapper.autoconfigure.monitoring.ClientHistory;
import io.httpwrapper.autoconfigure.monitoring.EventLog;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.observation.AttemptObservationConvention;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.ClientWire;
import io.httpwrapper.plugin.Fallback;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitBreakerFactory;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.RetryCondition;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/** Creates the clients from their settings and the application's beans. */
public final class ClientRegistryFactory {

	private static final Log logger = LogFactory.getLog(ClientRegistryFactory.class);

	private final ListableBeanFactory beanFactory;

	private final ClientHistory history;

	public ClientRegistryFactory(ListableBeanFactory beanFactory, ClientHistory history) {
		this.beanFactory = beanFactory;
		this.history = history;
	}

	public ClientRegistry create(Map<String, ClientSettings> settings) {
		ApplicationBeans beans = new ApplicationBeans(this.beanFactory, settings.keySet());
		List<WrappedClient> clients = new ArrayList<>();
		settings.forEach((client, own) -> clients.add(client(client, own, beans)));
		return new ClientRegistry(clients);
	}

	private WrappedClient client(String client, ClientSettings settings, ApplicationBeans beans) {
		TimeAndChance time = this.beanFactory.getBeanProvider(TimeAndChance.class)
			.getIfAvailable(TimeAndChance::system);
		settings.doubt().ifPresent((doubt) -> logger.warn("Client '" + client + "': " + doubt));
		List<ClientEventListener> listeners = listeners(client, beans);
		return WrappedClient.named(client, settings)
			.time(time)
			.classifier(beans.one(ResponseClassifier.class, client))
			.breakerFactory(breakerFactory(client, beans))
			.limiterFactory(new RateLimiters(this.beanFactory, beans, time, listeners).factory())
			.limitKey(beans.one(RateLimitKey.class, client))
			.cacheStore(new CacheStores(this.beanFactory, beans, time, listeners).store(client, settings))
			.observations(
					this.beanFactory.getBeanProvider(ObservationRegistry.class)
						.getIfUnique(() -> ObservationRegistry.NOOP),
					beans.one(AttemptObservationConvention.class, client))
			.conditions(beans.all(RetryCondition.class, client))
			.tokens(new Tokens(beans, this.beanFactory.getBeanProvider(TokenBackend.class), time).source(client,
					settings.auth()))
			.fallback(beans.one(Fallback.class, client))
			.plugins(beans.all(ClientPlugin.class, client))
			.listeners(listeners)
			.wire(this.beanFactory.getBeanProvider(ClientWire.class).getIfAvailable())
			.calls(new CallLog(client, this.history.calls(client, time.random())))
			.build();
	}

	private static @Nullable CircuitBreakerFactory breakerFactory(String client, ApplicationBeans beans) {
		CircuitBreaker own = beans.own(CircuitBreaker.class, client);
		return (own != null) ? (name, settings, onTransition) -> own : beans.one(CircuitBreakerFactory.class, client);
	}

	private List<ClientEventListener> listeners(String client, ApplicationBeans beans) {
		List<ClientEventListener> listeners = new ArrayList<>(beans.all(ClientEventListener.class, client));
		listeners.add(new EventLog(client));
		listeners.add(this.history.events(client));
		return listeners;
	}

}
