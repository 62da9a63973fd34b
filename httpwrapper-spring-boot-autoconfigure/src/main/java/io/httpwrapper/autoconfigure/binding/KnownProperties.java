package io.httpwrapper.autoconfigure.binding;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Knows the paths of a client's properties, and suggests one for a path that is unknown.
 */
public final class KnownProperties {

	private static final Map<String, SettingProperty> BY_PATH = new HashMap<>();

	private static final Set<String> SECTIONS = new HashSet<>();

	static {
		for (SettingProperty property : SettingProperty.ALL) {
			BY_PATH.put(ConfigurationNames.uniform(property.path()), property);
			String path = property.path();
			while (path.contains(".")) {
				path = path.substring(0, path.lastIndexOf('.'));
				SECTIONS.add(ConfigurationNames.uniform(path));
			}
		}
	}

	private KnownProperties() {
	}

	/**
	 * Whether {@code name} sets a property.
	 * @param name the full name
	 * @param offset how many of its elements come before the path below the client
	 */
	public static boolean isProperty(ConfigurationPropertyName name, int offset) {
		for (int element = offset; element < name.getNumberOfElements(); element++) {
			if (name.chop(element + 1).isLastElementIndexed()) {
				SettingProperty list = BY_PATH.get(ConfigurationNames.uniform(name.chop(element), offset));
				return list != null && list.isElement(name.subName(element + 1));
			}
		}
		return BY_PATH.containsKey(ConfigurationNames.uniform(name, offset));
	}

	/**
	 * Whether {@code name} is a section; a section may be written empty but has no value.
	 */
	public static boolean isSection(ConfigurationPropertyName name, int offset) {
		return name.getNumberOfElements() == offset || SECTIONS.contains(ConfigurationNames.uniform(name, offset));
	}

	/** Returns the known path most similar to {@code path}, if one is similar enough. */
	public static Optional<String> nearest(String path) {
		return SettingProperty.ALL.stream()
			.map(SettingProperty::path)
			.filter((known) -> distance(known, path) <= Math.max(2, path.length() / 4))
			.min(Comparator.comparingInt((known) -> distance(known, path)));
	}

	/** The edit distance; at most 1 if only the section is wrong. */
	private static int distance(String known, String path) {
		if (last(known).equals(last(path))) {
			return Math.min(1, editDistance(known, path));
		}
		return editDistance(known, path);
	}

	private static String last(String path) {
		return path.substring(path.lastIndexOf('.') + 1);
	}

	/** Levenshtein's distance: how many characters to insert, remove or replace. */
	public static int editDistance(String one, String other) {
		int[] previous = new int[other.length() + 1];
		Arrays.setAll(previous, (column) -> column);
		for (int row = 1; row <= one.length(); row++) {
			int[] current = new int[other.length() + 1];
			current[0] = row;
			for (int column = 1; column <= other.length(); column++) {
				int replaced = previous[column - 1] + ((one.charAt(row - 1) == other.charAt(column - 1)) ? 0 : 1);
				current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
			}
			previous = current;
		}
		return previous[other.length()];
	}

}
