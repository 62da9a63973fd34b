package io.httpwrapper.autoconfigure.runtime;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.httpwrapper.autoconfigure.binding.ClientSettingsBinder;
import io.httpwrapper.autoconfigure.binding.ConfigurationNames;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.autoconfigure.binding.WrittenProperties;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.PropertySource;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Shows the settings in force of each client, property by property, with the place where
 * each is written. Credentials in a URL are left out. Thread-safe.
 */
public final class SettingsInForce {

	private final ClientRegistry clients;

	private final RuntimeSettings runtime;

	public SettingsInForce(ClientRegistry clients, RuntimeSettings runtime) {
		this.clients = clients;
		this.runtime = runtime;
	}

	/**
	 * The settings of a client by the path below it, such as {@code retry.max-attempts}:
	 * each with {@code value}, as it is written in configuration; with {@code from}: set
	 * at {@code runtime}, for the {@code client}, among the {@code defaults},
	 * {@code built-in}, or by the application's {@code code}; and with {@code origin} if
	 * it is written somewhere. Properties without a value are left out.
	 * @param client name of the client
	 * @param masking what becomes of each value before it is shown
	 * @throws IllegalArgumentException if there is no client of that name
	 */
	public Map<String, Map<String, String>> of(String client, Masking masking) {
		ClientSettings settings = this.clients.get(client).settings();
		ClientSettingsBinder binder = this.runtime.binder(client);
		ClientSettings configured = configured(binder, client, settings);
		Map<String, Map<String, String>> described = new LinkedHashMap<>();
		for (SettingProperty property : SettingProperty.ALL) {
			Object value = property.valueIn(settings);
			if (value != null) {
				boolean byCode = !value.equals(property.valueIn(configured));
				described.put(property.path(),
						describe(byCode ? null : binder.find(client, property.path()), byCode ? "code" : "built-in",
								ConfigurationNames.prefix(client).append(property.path()).toString(), value, masking));
			}
		}
		return described;
	}

	/**
	 * Binds the settings that result from the configuration alone. If the configuration
	 * has become invalid, returns the settings in force.
	 */
	private static ClientSettings configured(ClientSettingsBinder binder, String client, ClientSettings settings) {
		try {
			return binder.bind(client);
		}
		catch (InvalidClientConfigurationException ex) {
			return settings;
		}
	}

	private static Map<String, String> describe(@Nullable ConfigurationProperty written, String unwritten, String name,
			Object value, Masking masking) {
		Map<String, String> described = new LinkedHashMap<>();
		String text = (value instanceof URI uri) ? withoutCredentials(uri) : SettingProperty.text(value);
		described.put("value", masking.shown(source(written), name, text));
		described.put("from", (written != null) ? from(written) : unwritten);
		if (written != null) {
			described.put("origin", written.getName() + WrittenProperties.where(written));
		}
		return described;
	}

	private static @Nullable PropertySource<?> source(@Nullable ConfigurationProperty written) {
		return (written != null && written.getSource() != null
				&& written.getSource().getUnderlyingSource() instanceof PropertySource<?> source) ? source : null;
	}

	private static String from(ConfigurationProperty written) {
		if (RuntimeChanges.isOrigin(written)) {
			return "runtime";
		}
		return ConfigurationNames.DEFAULTS.isAncestorOf(written.getName()) ? "defaults" : "client";
	}

	private static String withoutCredentials(URI uri) {
		return UriComponentsBuilder.fromUri(uri).userInfo(null).replaceQuery(null).build(true).toUriString();
	}

	/** Masks values that must not be shown. */
	@FunctionalInterface
	public interface Masking {

		/**
		 * The value, or what is shown instead.
		 * @param source where it is written, if it is known
		 * @param name the property's full name
		 * @param value the value as it is written in configuration
		 */
		String shown(@Nullable PropertySource<?> source, String name, String value);

	}

}
