package io.httpwrapper.autoconfigure.connector;

import java.util.Objects;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.settings.Backend;
import io.httpwrapper.settings.ClientSettings;

import org.springframework.boot.http.client.HttpClientSettings;

/**
 * The requirements of a client on its engine.
 *
 * @param client name of the client
 * @param settings its settings
 * @param http the part of them that Boot's builders understand. The engine does not
 * follow redirects
 */
public record ConnectorSpec(String client, ClientSettings settings, HttpClientSettings http) {

	/**
	 * Refuses a setting that the engine does not support, unless it has its built-in
	 * default.
	 * @param backend the engine
	 * @param path path of the setting below the client
	 * @param instead what to do instead, as a sentence
	 * @throws InvalidClientConfigurationException if the setting differs from its
	 * built-in default
	 */
	public void refuse(Backend backend, String path, String instead) {
		SettingProperty property = SettingProperty.ALL.stream()
			.filter((known) -> known.path().equals(path))
			.findFirst()
			.orElseThrow();
		Object value = property.valueIn(this.settings);
		if (!Objects.equals(value, property.defaultValue())) {
			throw unable(backend, path, SettingProperty.text(value), instead);
		}
	}

	/**
	 * Creates the error that the engine does not support the value of a setting.
	 * @param value the setting as it is written
	 */
	public InvalidClientConfigurationException unable(Backend backend, String path, String value, String instead) {
		return new InvalidClientConfigurationException(
				"Client '%s' has %s = %s, which its backend %s cannot do.".formatted(this.client, path, value,
						SettingProperty.text(backend)),
				"%s Or take %s out, or choose another backend (docs/features/backends.md has what each can do)."
					.formatted(instead, path),
				null);
	}

}
