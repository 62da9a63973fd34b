package io.httpwrapper.autoconfigure;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.httpwrapper.pipeline.ClientRegistry;
import io.httpwrapper.pipeline.ClientSettings;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.Environment;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The settings of the clients as they apply, property by property, with where each is
 * written. Credentials within a URL are left out. Thread-safe.
 */
public final class SettingsInForce {

	private final ClientRegistry clients;

	private final ClientSettingsBinder binder;

	SettingsInForce(ClientRegistry clients, Environment environment) {
		this.clients = clients;
		this.binder = new ClientSettingsBinder(environment);
	}

	/**
	 * The settings of a client by the path below it, such as {@code retry.max-attempts}:
	 * each with {@code value}, as it is written in configuration, and if it is not built
	 * in with {@code origin}. Properties without a value are left out.
	 * @param client name of the client
	 * @throws IllegalArgumentException if there is no client of that name
	 */
	public Map<String, Map<String, String>> of(String client) {
		ClientSettings settings = this.clients.get(client).settings();
		Map<String, Map<String, String>> described = new LinkedHashMap<>();
		for (SettingProperty property : SettingProperty.ALL) {
			Object value = property.valueIn(settings);
			if (value != null) {
				described.put(property.path(), describe(client, property, value));
			}
		}
		return described;
	}

	private Map<String, String> describe(String client, SettingProperty property, Object value) {
		Map<String, String> described = new LinkedHashMap<>();
		described.put("value", (value instanceof URI uri) ? withoutCredentials(uri) : SettingProperty.text(value));
		ConfigurationProperty written = this.binder.find(client, property.path());
		if (written != null) {
			described.put("origin", written.getName() + ConfiguredProperties.where(written));
		}
		return described;
	}

	private static String withoutCredentials(URI uri) {
		return UriComponentsBuilder.fromUri(uri).userInfo(null).replaceQuery(null).build(true).toUriString();
	}

}
