package io.httpwrapper.autoconfigure.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.httpwrapper.autoconfigure.binding.ConfigurationNames;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.binding.KnownProperties;
import io.httpwrapper.settings.FallbackBody;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.PropertySource;

/**
 * The settings of one client that were changed at run time.
 *
 * @param client name of the client
 * @param values by their name below the client, of which all spellings are one
 */
record RuntimeChanges(String client, Map<ConfigurationPropertyName, String> values) {

	private static final String SOURCE = "httpwrapperRuntime";

	private static final ConfigurationPropertyName FALLBACK_BODY = ConfigurationPropertyName.of("fallback.body");

	private static final Origin ORIGIN = new Origin() {

		@Override
		public String toString() {
			return "set at run time";
		}

	};

	RuntimeChanges {
		values = Map.copyOf(values);
	}

	/**
	 * Adds further changes to these. A change without a value removes an earlier one.
	 * @throws InvalidClientConfigurationException if one is no property, or has a
	 * placeholder, or names a resource
	 */
	RuntimeChanges and(Map<String, @Nullable String> further) {
		ConfigurationPropertyName prefix = ConfigurationNames.prefix(this.client);
		Map<ConfigurationPropertyName, String> all = new LinkedHashMap<>(this.values);
		List<String> unknown = new ArrayList<>();
		further.forEach((key, value) -> {
			ConfigurationPropertyName name = ConfigurationPropertyName.adapt(prefix + "." + key, '.');
			ConfigurationPropertyName path = name.subName(prefix.getNumberOfElements());
			if (!KnownProperties.isProperty(name, prefix.getNumberOfElements())) {
				unknown.add(key
						+ KnownProperties.nearest(path.toString()).map(" - did you mean %s?"::formatted).orElse(""));
			}
			else if (value == null) {
				all.remove(path);
			}
			else {
				checkPlain(key, value, path);
				all.put(path, value);
			}
		});
		if (!unknown.isEmpty()) {
			throw new InvalidClientConfigurationException("Unknown settings: " + String.join(", ", unknown),
					"Write names as they are below a client, for example retry.max-attempts. All are listed in docs/reference/properties.md.",
					null);
		}
		return new RuntimeChanges(this.client, all);
	}

	/**
	 * Permission to change settings does not include permission to read the environment
	 * or files.
	 */
	private static void checkPlain(String key, String value, ConfigurationPropertyName path) {
		if (value.contains("${")) {
			throw new InvalidClientConfigurationException(
					key + " must be a value as it is to be, without a placeholder.", "Write the value itself.", null);
		}
		if (path.equals(FALLBACK_BODY) && FallbackBody.isResource(value)) {
			throw new InvalidClientConfigurationException(key + " must be the text itself, not a resource.",
					"Write the text, or name the resource in the configuration.", null);
		}
	}

	/** Returns the changes as properties of the client. */
	ConfigurationPropertySource source() {
		ConfigurationPropertyName prefix = ConfigurationNames.prefix(this.client);
		Map<String, OriginTrackedValue> properties = new LinkedHashMap<>();
		this.values.forEach((path, value) -> properties.put(prefix + "." + path, OriginTrackedValue.of(value, ORIGIN)));
		return Objects
			.requireNonNull(ConfigurationPropertySource.from(new OriginTrackedMapPropertySource(SOURCE, properties)));
	}

	/** Whether a property was found in {@link #source()}. */
	static boolean isOrigin(ConfigurationProperty property) {
		return property.getSource() != null
				&& property.getSource().getUnderlyingSource() instanceof PropertySource<?> source
				&& source.getName().equals(SOURCE);
	}

}
