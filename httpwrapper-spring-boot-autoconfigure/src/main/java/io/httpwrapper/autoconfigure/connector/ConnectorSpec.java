package io.httpwrapper.autoconfigure.connector;

import java.util.Objects;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.SettingProperty;
import io.httpwrapper.settings.Backend;
import io.httpwrapper.settings.ClientSettings;

import org.springframework.boot.http.client.HttpClientSettings;

/**
 * What a client needs of an engine.
 *
 * @param client name of the client
 * @param settings its settings
 * @param http the part of them that Boot's builders know. Redirects are none of the
 * engine's business
 */
public record ConnectorSpec(String client, ClientSettings settings, HttpClientSettings http) {

	/**
	 * Refuses a setting that the engine has nothing for, unless it is left as it is built
	 * in.
	 * @param backend the engine
	 * @param path path of the setting below the client
	 * @param instead what to do instead, as a sentence
	 * @throws InvalidClientConfigurationException if the setting differs from what is
	 * built in
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
	 * Says that the engine cannot do what a setting says.
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
