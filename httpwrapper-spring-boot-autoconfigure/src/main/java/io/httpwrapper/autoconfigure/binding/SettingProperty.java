package io.httpwrapper.autoconfigure.binding;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.StatusRange;
import io.httpwrapper.settings.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

/**
 * One property of a client, as the settings records declare it.
 *
 * @param path the path below the client, for example {@code retry.max-attempts}
 * @param components the record components that lead to it from {@link ClientSettings}
 */
public record SettingProperty(String path, List<RecordComponent> components) {

	/** All properties of a client, in the order of their declaration. */
	public static final List<SettingProperty> ALL = List
		.copyOf(below(new SettingProperty("", List.of()), ClientSettings.class));

	private static final NavigableMap<Long, String> DURATIONS = new TreeMap<>(
			Map.of(1L, "ms", 1000L, "s", 60_000L, "m", 3_600_000L, "h", 86_400_000L, "d"));

	private static final NavigableMap<Long, String> SIZES = new TreeMap<>(
			Map.of(1L, "B", 1L << 10, "KB", 1L << 20, "MB", 1L << 30, "GB"));

	private static List<SettingProperty> below(SettingProperty parent, Class<?> section) {
		List<SettingProperty> properties = new ArrayList<>();
		for (RecordComponent component : Objects.requireNonNull(section.getRecordComponents())) {
			SettingProperty property = parent.append(component);
			properties
				.addAll(component.getType().isRecord() ? below(property, component.getType()) : List.of(property));
		}
		return properties;
	}

	private SettingProperty append(RecordComponent component) {
		List<RecordComponent> extended = new ArrayList<>(this.components);
		extended.add(component);
		String name = DataObjectPropertyName.toDashedForm(component.getName());
		return new SettingProperty(this.path.isEmpty() ? name : this.path + "." + name, List.copyOf(extended));
	}

	/** The record component that it sets. */
	public RecordComponent component() {
		return this.components.get(this.components.size() - 1);
	}

	/** The record that declares it. */
	public Class<?> section() {
		return component().getDeclaringRecord();
	}

	/** Its value in {@link ClientSettings#DEFAULTS}, or null for none. */
	public @Nullable Object defaultValue() {
		return valueIn(ClientSettings.DEFAULTS);
	}

	/** Its value in {@code settings}, or null for none. */
	public @Nullable Object valueIn(ClientSettings settings) {
		Object value = settings;
		for (RecordComponent component : this.components) {
			value = ReflectionUtils.invokeMethod(component.getAccessor(), value);
		}
		return value;
	}

	public ResolvableType type() {
		return ResolvableType.forType(component().getGenericType());
	}

	public boolean isCollection() {
		return Collection.class.isAssignableFrom(component().getType());
	}

	/**
	 * Whether {@code path}, below an index, is an element of this list or a part of one.
	 */
	public boolean isElement(ConfigurationPropertyName path) {
		if (path.isEmpty() || !isCollection()) {
			return isCollection();
		}
		String part = ConfigurationNames.uniform(path, 0);
		return elementRecord()
			.filter((type) -> Arrays.stream(Objects.requireNonNull(type.getRecordComponents()))
				.anyMatch((component) -> ConfigurationNames.uniform(component.getName()).equals(part)))
			.isPresent();
	}

	/** The record that the elements of this list are, if they are one. */
	public Optional<Class<?>> elementRecord() {
		Class<?> element = isCollection() ? type().getGeneric().resolve() : null;
		return (element != null && element.isRecord() && element != StatusRange.class) ? Optional.of(element)
				: Optional.empty();
	}

	/** A value as it is written in configuration: {@code 250ms}, {@code full}. */
	public static String text(@Nullable Object value) {
		if (value instanceof Duration duration) {
			return text(duration);
		}
		if (value instanceof DataSize size) {
			return (size.toBytes() == 0) ? "0B" : text(size.toBytes(), SIZES);
		}
		if (value instanceof Enum<?> constant) {
			return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}
		if (value instanceof RateLimit limit) {
			return "%d per %s with burst %d".formatted(limit.permits(), text(limit.per()), limit.burst());
		}
		if (value instanceof Collection<?> values) {
			Stream<String> texts = values.stream().map(SettingProperty::text);
			return ((values instanceof Set) ? texts.sorted() : texts).collect(Collectors.joining(", "));
		}
		return String.valueOf(value);
	}

	private static String text(Duration duration) {
		return duration.isZero() ? "0s" : text(duration.toMillis(), DURATIONS);
	}

	/** In the largest unit that does it without a fraction. */
	private static String text(long amount, NavigableMap<Long, String> units) {
		return units.descendingMap()
			.entrySet()
			.stream()
			.filter((unit) -> amount % unit.getKey() == 0)
			.findFirst()
			.map((unit) -> amount / unit.getKey() + unit.getValue())
			.orElseThrow();
	}

}
