package io.httpwrapper.autoconfigure.binding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.StatusRange;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.FallbackBody;
import io.httpwrapper.settings.Secret;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * What the settings records say, with their Javadoc, as IDE metadata and as the tables of
 * the documentation.
 */
final class SettingsReference {

	private static final Path SOURCES = Path.of("../httpwrapper-core/src/main/java");

	private SettingsReference() {
	}

	/** The metadata of the defaults and of the map of clients. */
	static Map<String, Object> metadata() {
		Map<String, Object> metadata = new LinkedHashMap<>();
		metadata.put("groups", groups());
		metadata.put("properties", properties());
		metadata.put("hints", hints());
		return metadata;
	}

	private static List<Map<String, Object>> groups() {
		Map<String, Class<?>> sections = new LinkedHashMap<>();
		sections.put("httpwrapper.defaults", ClientSettings.class);
		for (SettingProperty property : SettingProperty.ALL) {
			if (property.path().contains(".")) {
				sections.putIfAbsent("httpwrapper.defaults." + section(property), property.section());
			}
		}
		List<Map<String, Object>> groups = new ArrayList<>();
		sections.forEach((name, type) -> groups.add(entry("name", name, "type", type.getName(), "sourceType",
				type.getName(), "description", summary(type))));
		return groups;
	}

	private static List<Map<String, Object>> properties() {
		List<Map<String, Object>> properties = new ArrayList<>();
		for (SettingProperty property : SettingProperty.ALL) {
			Map<String, Object> described = entry("name", "httpwrapper.defaults." + property.path(), "type",
					boxed(property.type()), "sourceType", property.section().getName(), "description",
					description(property));
			if (property.defaultValue() != null) {
				described.put("defaultValue", json(property.defaultValue()));
			}
			properties.add(described);
		}
		properties.add(entry("name", "httpwrapper.clients", "type",
				"java.util.Map<java.lang.String,io.httpwrapper.settings.ClientSettings>", "description",
				"Clients by name: lower-case letters, digits and dashes. What a client does not set it has from httpwrapper.defaults."));
		return properties;
	}

	private static List<Map<String, Object>> hints() {
		List<Map<String, Object>> hints = new ArrayList<>();
		for (SettingProperty property : SettingProperty.ALL) {
			String name = "httpwrapper.defaults." + property.path();
			Class<?> type = property.component().getType();
			if (type.isEnum()) {
				hints.add(entry("name", name, "values", constants(type)));
			}
			else if (property.isCollection() && property.type().getGeneric().resolve() == StatusRange.class) {
				hints.add(hint(name, "5xx", "429", "500-599"));
			}
			else if (property.path().endsWith("methods")) {
				hints.add(hint(name, "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "POST", "PATCH"));
			}
			else if (property.path().endsWith("exceptions")) {
				hints.add(entry("name", name, "providers", List.of(entry("name", "class-reference", "parameters",
						entry("target", "java.lang.Throwable", "concrete", false)))));
			}
		}
		hints.add(hint("httpwrapper.clients.keys", "orders"));
		return hints;
	}

	private static Map<String, Object> hint(String name, String... values) {
		return entry("name", name, "values", Arrays.stream(values).map((value) -> entry("value", value)).toList(),
				"providers", List.of(entry("name", "any")));
	}

	private static List<Map<String, Object>> constants(Class<?> type) {
		List<Map<String, Object>> constants = new ArrayList<>();
		for (Object constant : type.getEnumConstants()) {
			Matcher javadoc = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+" + constant + "\\b", Pattern.DOTALL)
				.matcher(source(type));
			if (!javadoc.find()) {
				throw new IllegalStateException(type + "." + constant + " has no Javadoc");
			}
			constants.add(entry("value", SettingProperty.text(constant), "description", plain(javadoc.group(1))));
		}
		return constants;
	}

	/** The tables of the documentation, one for each section. */
	static String tables() {
		StringBuilder tables = new StringBuilder();
		Set<String> begun = new LinkedHashSet<>();
		for (SettingProperty property : SettingProperty.ALL) {
			if (begun.add(section(property))) {
				tables.append(section(property).isEmpty() ? "\n### The client itself\n"
						: "\n### " + section(property) + "\n\n" + summary(property.section()) + "\n");
				tables.append("\n| Property | Type | Default | Meaning |\n|---|---|---|---|\n");
			}
			tables.append("| `%s` | %s | %s | %s |%n".formatted(property.path(), words(property.type()),
					(property.defaultValue() != null) ? quoted(property.defaultValue()) : "none",
					description(property).replace("|", "\\|")));
		}
		return tables.toString().replace("\r\n", "\n");
	}

	private static String quoted(Object value) {
		if (value instanceof Collection<?> values) {
			return values.isEmpty() ? "empty"
					: values.stream().map(SettingProperty::text).sorted().collect(Collectors.joining("`, `", "`", "`"));
		}
		return "`" + SettingProperty.text(value) + "`";
	}

	private static String words(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		if (resolved.isEnum()) {
			return "one of " + Arrays.stream(resolved.getEnumConstants())
				.map(SettingProperty::text)
				.collect(Collectors.joining("`, `", "`", "`"));
		}
		if (Collection.class.isAssignableFrom(resolved)) {
			Class<?> element = type.getGeneric().resolve();
			return "list of "
					+ ((element == StatusRange.class) ? "statuses" : (element == RateLimit.class) ? "limits" : "texts");
		}
		return Map
			.of(Duration.class, "duration", int.class, "whole number", double.class, "number", boolean.class,
					"`true` or `false`", Boolean.class, "`true` or `false`", DataSize.class, "size",
					ConcurrencyLimit.class, "whole number", Integer.class, "whole number", Secret.class, "text",
					FallbackBody.class, "text or resource")
			.getOrDefault(resolved, (resolved == String.class) ? "text" : resolved.getSimpleName());
	}

	private static String section(SettingProperty property) {
		int dot = property.path().lastIndexOf('.');
		return (dot < 0) ? "" : property.path().substring(0, dot);
	}

	private static String boxed(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		return resolved.isPrimitive() ? ClassUtils.resolvePrimitiveIfNecessary(resolved).getName()
				: type.toString().replace(" ", "");
	}

	private static Object json(Object value) {
		if (value instanceof Collection<?> values) {
			return values.stream().map(SettingProperty::text).sorted().toList();
		}
		return (value instanceof Boolean || value instanceof Number) ? value : SettingProperty.text(value);
	}

	private static String summary(Class<?> type) {
		Matcher javadoc = Pattern
			.compile("/\\*\\*((?:(?!\\*/).)*?)(@param(?:(?!\\*/).)*)?\\*/\\s+public record", Pattern.DOTALL)
			.matcher(source(type));
		if (!javadoc.find()) {
			throw new IllegalStateException(type + " has no Javadoc");
		}
		return plain(javadoc.group(1));
	}

	private static String description(SettingProperty property) {
		Matcher javadoc = Pattern
			.compile("@param " + property.component().getName() + "\\s((?:(?!@param|\\*/).)*)", Pattern.DOTALL)
			.matcher(source(property.section()));
		if (!javadoc.find()) {
			throw new IllegalStateException(property.path() + " has no Javadoc");
		}
		String text = plain(javadoc.group(1)).replaceAll("\\bor null\\b", "or nothing");
		for (RecordComponent component : property.section().getRecordComponents()) {
			text = text.replaceAll("\\b" + component.getName() + "\\b",
					DataObjectPropertyName.toDashedForm(component.getName()));
		}
		return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
	}

	private static String plain(String javadoc) {
		return Pattern.compile("\\{@(?:code|link)\\s+([^}]*)}")
			.matcher(javadoc.replaceAll("(?m)^\\s*\\*", ""))
			.replaceAll((code) -> Matcher.quoteReplacement(code.group(1)))
			.replaceAll("\\s+", " ")
			.trim();
	}

	private static String source(Class<?> type) {
		try {
			return Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Map<String, Object> entry(@Nullable Object... keysAndValues) {
		Map<String, Object> entry = new LinkedHashMap<>();
		for (int key = 0; key < keysAndValues.length; key += 2) {
			Object value = keysAndValues[key + 1];
			if (value != null) {
				entry.put(String.valueOf(keysAndValues[key]), value);
			}
		}
		return entry;
	}

}
