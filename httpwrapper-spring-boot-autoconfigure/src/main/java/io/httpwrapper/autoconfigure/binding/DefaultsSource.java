package io.httpwrapper.autoconfigure.binding;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

/**
 * Shows the properties of another source under {@code httpwrapper.defaults} as properties
 * of a client. They keep the name and origin under which they are written.
 *
 * @param source the source looked into
 * @param client the client's prefix, for example {@code httpwrapper.clients.orders}
 */
record DefaultsSource(ConfigurationPropertySource source,
		ConfigurationPropertyName client) implements ConfigurationPropertySource {

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
		return this.client.isAncestorOf(name) ? this.source.getConfigurationProperty(translated(name)) : null;
	}

	@Override
	public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
		boolean within = this.client.equals(name) || this.client.isAncestorOf(name);
		return within ? this.source.containsDescendantOf(translated(name)) : ConfigurationPropertyState.ABSENT;
	}

	private ConfigurationPropertyName translated(ConfigurationPropertyName name) {
		ConfigurationPropertyName translated = ConfigurationNames.DEFAULTS;
		// subName itself fails for an index below so many elements (Spring Boot 4.1.2)
		for (int i = this.client.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			String element = name.getElement(i, Form.ORIGINAL);
			translated = translated.append(name.isNumericIndex(i) ? "[" + element + "]" : element);
		}
		return translated;
	}

	@Override
	public @Nullable Object getUnderlyingSource() {
		return this.source.getUnderlyingSource();
	}

}
