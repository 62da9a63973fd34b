package io.httpwrapper.autoconfigure.runtime;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;

/**
 * Refreshes the settings of all clients when Spring Cloud publishes that the environment
 * has changed. The event is recognized by its name, so that Spring Cloud is not a
 * dependency.
 *
 * @param settings looked for when needed: listeners are made before the clients
 */
public record EnvironmentChangeListener(
		ObjectProvider<RuntimeSettings> settings) implements GenericApplicationListener {

	private static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		return eventType.toClass().getName().equals(EVENT);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		this.settings.ifAvailable(RuntimeSettings::refresh);
	}

}
