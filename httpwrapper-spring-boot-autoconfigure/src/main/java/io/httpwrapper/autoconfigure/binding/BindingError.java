package io.httpwrapper.autoconfigure.binding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.policy.Redaction;
import io.httpwrapper.policy.StatusRange;
import io.httpwrapper.settings.FallbackBody;
import io.httpwrapper.settings.Secret;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;

/**
 * Explains why the settings of a client could not be bound: the value, the place where it
 * is written, the rule that it breaks, and what to write instead.
 *
 * @param client the client's name
 * @param binder knows where values were written
 */
public record BindingError(String client, ClientSettingsBinder binder) {

	public InvalidClientConfigurationException explain(BindException ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidSettingException invalid) {
				return broken(invalid);
			}
		}
		return unreadable(ex);
	}

	/**
	 * Explains a broken rule: lists every property that its message mentions, and where
	 * each is written.
	 */
	public InvalidClientConfigurationException broken(InvalidSettingException invalid) {
		String message = String.valueOf(invalid.getMessage());
		ConfigurationPropertyName prefix = ConfigurationNames.prefix(this.client);
		List<String> lines = new ArrayList<>();
		for (SettingProperty property : SettingProperty.ALL) {
			String path = property.path();
			if (Pattern.compile("(?<![\\w.-])" + Pattern.quote(path) + "(?![\\w-]|\\.\\w)").matcher(message).find()) {
				lines.add(written(property));
			}
		}
		String first = message.startsWith(invalid.property()) ? prefix + "." : "Client '" + this.client + "': ";
		return new InvalidClientConfigurationException(
				Redaction.message(first + message + (lines.isEmpty() ? "" : "%n%n    ".formatted())
						+ String.join("%n    ".formatted(), lines)),
				"Change " + ((lines.size() == 1) ? "it" : "one of them")
						+ " so that the rule holds. docs/reference/properties.md says what each property means.",
				invalid);
	}

	private String written(SettingProperty property) {
		ConfigurationProperty found = this.binder.find(this.client, property.path());
		if (found == null) {
			return property.path() + " = " + SettingProperty.text(property.defaultValue()) + " is the built-in default";
		}
		return found.getName() + " = " + shown(found, property.component().getType()) + WrittenProperties.where(found);
	}

	private static Object shown(ConfigurationProperty property, Class<?> type) {
		return (type != Secret.class) ? property.getValue() : Redaction.MASK;
	}

	private static InvalidClientConfigurationException unreadable(BindException ex) {
		ConfigurationProperty property = ex.getProperty();
		ResolvableType target = ex.getTarget().getType();
		Class<?> type = target.asCollection().getGeneric().resolve(target.resolve(Object.class));
		String what = (property != null) ? "%s = '%s'%s is not possible".formatted(property.getName(),
				shown(property, type), WrittenProperties.where(property))
				: "%s is not possible".formatted(ex.getName());
		String why = type.isEnum() ? "there is no such value"
				: String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		if (property != null && type == Secret.class) {
			// the reason may quote the value
			why = why.replace(String.valueOf(property.getValue()), Redaction.MASK);
		}
		return new InvalidClientConfigurationException(Redaction.message("%s: %s".formatted(what, why)), advice(type),
				ex);
	}

	private static String advice(Class<?> type) {
		Object @Nullable [] constants = type.getEnumConstants();
		if (constants != null) {
			return "Write one of "
					+ Arrays.stream(constants).map(SettingProperty::text).collect(Collectors.joining(", ")) + ".";
		}
		Map<Class<?>, String> examples = Map.of(Duration.class, "a number with its unit, for example 250ms, 5s or 1m",
				DataSize.class, "a number with its unit, for example 256KB or 64MB", int.class, "a whole number",
				double.class, "a number, for example 0.5", boolean.class, "true or false", StatusRange.class,
				"a status, a range or a class, for example 503, 500-599 or 5xx", ConcurrencyLimit.class,
				"a whole number, for example 50, or nothing for no limit", FallbackBody.class,
				"classpath: or file: with a resource that there is, or the text itself");
		return "Write " + examples.getOrDefault(type, "another value") + ".";
	}

}
