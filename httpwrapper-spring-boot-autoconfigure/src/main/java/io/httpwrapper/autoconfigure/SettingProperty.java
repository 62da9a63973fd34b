package io.httpwrapper.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.httpwrapper.pipeline.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * One property of a client, as the settings records declare it.
 *
 * @param path the path below the client, for example {@code retry.max-attempts}
 * @param section the record that declares it
 * @param component the record component that it sets
 * @param defaultValue its value in {@link ClientSettings#DEFAULTS}, or null for none
 */
record SettingProperty(String path, Class<?> section, RecordComponent component, @Nullable Object defaultValue) {

	/** All properties of a client, in the order of their declaration. */
	static final List<SettingProperty> ALL = List.copyOf(below("", ClientSettings.DEFAULTS));

	private static List<SettingProperty> below(String prefix, Record section) {
		List<SettingProperty> properties = new ArrayList<>();
		for (RecordComponent component : section.getClass().getRecordComponents()) {
			String path = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			Object value = ReflectionUtils.invokeMethod(component.getAccessor(), section);
			if (value instanceof Record nested) {
				properties.addAll(below(path + ".", nested));
			}
			else {
				properties.add(new SettingProperty(path, section.getClass(), component, value));
			}
		}
		return properties;
	}

	ResolvableType type() {
		return ResolvableType.forType(this.component.getGenericType());
	}

	boolean isCollection() {
		return Collection.class.isAssignableFrom(this.component.getType());
	}

	/** A value as it is written in configuration: {@code 250ms}, {@code full}. */
	static String text(@Nullable Object value) {
		if (value instanceof Duration duration) {
			return text(duration);
		}
		if (value instanceof Enum<?> constant) {
			return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}
		if (value instanceof Collection<?> values) {
			return values.stream().map(SettingProperty::text).collect(Collectors.joining(", "));
		}
		return String.valueOf(value);
	}

	private static String text(Duration duration) {
		if (duration.toMillis() % 1000 != 0) {
			return duration.toMillis() + "ms";
		}
		boolean minutes = duration.toSeconds() % 60 == 0 && !duration.isZero();
		return minutes ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
	}

}
