package io.httpwrapper.autoconfigure.binding;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ReflectionUtils;

/**
 * Offers the sections that were bound for the default client, if a client sets nothing in
 * them. This is an optimization: most clients set few properties, and binding a section
 * takes a lookup in each source for each property.
 *
 * @param sections the default client's sections by their name, lower case without dashes
 * @param sources where the client may set something
 * @param client the client's prefix, for example {@code httpwrapper.clients.orders}
 */
record InheritedSections(Map<String, Object> sections, List<ConfigurationPropertySource> sources,
		ConfigurationPropertyName client) implements ConfigurationPropertySource {

	/** Returns the sections of settings by their names, in lower case without dashes. */
	static Map<String, Object> of(ClientSettings settings) {
		Map<String, Object> sections = new HashMap<>();
		for (RecordComponent component : Objects.requireNonNull(ClientSettings.class.getRecordComponents())) {
			if (component.getType().isRecord()) {
				sections.put(ConfigurationNames.uniform(component.getName()),
						Objects.requireNonNull(ReflectionUtils.invokeMethod(component.getAccessor(), settings)));
			}
		}
		return sections;
	}

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
		Object section = this.client.isParentOf(name) ? this.sections.get(name.getLastElement(Form.UNIFORM)) : null;
		return (section != null && !isSet(name)) ? new ConfigurationProperty(name, section, null) : null;
	}

	/**
	 * Whether the client may set something below {@code name}; not all sources can tell.
	 */
	private boolean isSet(ConfigurationPropertyName name) {
		return this.sources.stream().anyMatch((source) -> mayHave(source, name));
	}

	/**
	 * Whether a source may have something below {@code name}. Boot recognizes a source of
	 * environment variables by its name, and lists its properties correctly only then;
	 * any other such source answers to more names than it lists.
	 */
	static boolean mayHave(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		return source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT
				|| (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables
						&& !isKnownToBoot(variables.getName()));
	}

	private static boolean isKnownToBoot(String source) {
		String environment = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		return source.equals(environment) || source.endsWith("-" + environment);
	}

}
