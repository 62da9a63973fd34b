package io.httpwrapper.autoconfigure.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.httpwrapper.autoconfigure.binding.BindingError;
import io.httpwrapper.autoconfigure.binding.ClientSettingsBinder;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.settings.ClientSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Changes the settings of clients at run time. A change takes precedence over the
 * configuration, is checked together with it, and lasts until the application ends.
 * Thread-safe.
 */
public final class RuntimeSettings {

	private static final Log logger = LogFactory.getLog(RuntimeSettings.class);

	private final ClientRegistry clients;

	private final ClientSettingsBinder binder;

	private final Map<String, RuntimeChanges> changes = new ConcurrentHashMap<>();

	public RuntimeSettings(ClientRegistry clients, Environment environment) {
		this.clients = clients;
		this.binder = new ClientSettingsBinder(environment);
	}

	/**
	 * Changes settings of one client, in addition to earlier changes.
	 * @param client name of the client
	 * @param values by their path below the client, for example
	 * {@code retry.max-attempts}, as they are written in configuration; null takes an
	 * earlier change back
	 * @return a doubt about the settings now in force, if there is one
	 * @throws IllegalArgumentException if there is no client of that name
	 * @throws InvalidClientConfigurationException if one is unknown, not possible, breaks
	 * a rule with others, or cannot be changed while the client runs. Nothing has changed
	 * then
	 */
	public synchronized Optional<String> change(String client, Map<String, @Nullable String> values) {
		WrappedClient changed = this.clients.get(client);
		RuntimeChanges changes = changes(client).and(values);
		apply(changed, changes, "runtime");
		return changed.settings().doubt();
	}

	/**
	 * Removes all changes of one client.
	 * @param client name of the client
	 * @throws IllegalArgumentException if there is no client of that name
	 * @throws InvalidClientConfigurationException if the configuration has become
	 * impossible meanwhile. Nothing has changed then
	 */
	public synchronized void reset(String client) {
		apply(this.clients.get(client), new RuntimeChanges(client, Map.of()), "configuration");
	}

	/**
	 * Reads the configuration of all clients again and keeps the changes made here. If
	 * the configuration of a client is invalid, the client keeps its present settings,
	 * and a warning is logged.
	 */
	public synchronized void refresh() {
		for (WrappedClient client : this.clients.all()) {
			try {
				apply(client, changes(client.name()), "configuration");
			}
			catch (InvalidClientConfigurationException ex) {
				logger.warn("Client '" + client.name() + "' goes on with the settings it has: " + ex.getMessage());
			}
		}
	}

	/**
	 * Switches the chaos of one client off. It takes precedence over the configuration,
	 * and reads and changes no other setting, so that it cannot fail because of one.
	 * @param client name of the client
	 * @throws IllegalArgumentException if there is no client of that name
	 */
	public synchronized void endChaos(String client) {
		WrappedClient ended = this.clients.get(client);
		Map<String, @Nullable String> off = new LinkedHashMap<>();
		off.put("chaos.enabled", "false");
		apply(ended, changes(client).and(off),
				ended.settings().with((settings) -> settings.chaos((chaos) -> chaos.enabled(false))), "runtime");
	}

	private void apply(WrappedClient client, RuntimeChanges changes, String origin) {
		apply(client, changes, this.binder.after(changes.source()).bind(client.name()), origin);
	}

	private void apply(WrappedClient client, RuntimeChanges changes, ClientSettings after, String origin) {
		ClientSettings before = client.settings();
		if (!after.equals(before)) {
			try {
				client.change(after, origin, names(before, after));
			}
			catch (InvalidSettingException ex) {
				throw new BindingError(client.name(), this.binder.after(changes.source())).broken(ex);
			}
			tell(client.name(), before, after);
		}
		this.changes.put(client.name(), changes);
	}

	private static String names(ClientSettings before, ClientSettings after) {
		return SettingProperty.ALL.stream()
			.filter((property) -> !Objects.equals(property.valueIn(before), property.valueIn(after)))
			.map(SettingProperty::path)
			.collect(Collectors.joining(", "));
	}

	private static void tell(String client, ClientSettings before, ClientSettings after) {
		List<String> changed = new ArrayList<>();
		for (SettingProperty property : SettingProperty.ALL) {
			Object was = property.valueIn(before);
			Object is = property.valueIn(after);
			if (!Objects.equals(was, is)) {
				changed.add("%s %s -> %s".formatted(property.path(), text(was), text(is)));
			}
		}
		LogFactory.getLog("io.httpwrapper.client." + client)
			.info("Client '%s': %s".formatted(client, String.join(", ", changed)));
		after.doubt().ifPresent((doubt) -> logger.warn("Client '" + client + "': " + doubt));
	}

	private static String text(@Nullable Object value) {
		String text = (value != null) ? SettingProperty.text(value) : "";
		return text.isEmpty() ? "none" : text;
	}

	private RuntimeChanges changes(String client) {
		return this.changes.getOrDefault(client, new RuntimeChanges(client, Map.of()));
	}

	/** Returns a binder that includes the changes of a client. */
	ClientSettingsBinder binder(String client) {
		return this.binder.after(changes(client).source());
	}

}
