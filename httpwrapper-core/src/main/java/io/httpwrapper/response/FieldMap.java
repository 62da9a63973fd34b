package io.httpwrapper.response;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.httpwrapper.cache.HeaderFields;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Header fields and one more line, as the map that {@code HttpHeaders} needs. Read-only.
 * A look-up iterates over the fields, which are few. The most common look-up,
 * {@code Content-Type}, allocates nothing.
 */
final class FieldMap extends AbstractMap<String, List<String>> implements MultiValueMap<String, String> {

	private final HeaderFields fields;

	private final String addedName;

	private final String addedValue;

	FieldMap(HeaderFields fields, String addedName, String addedValue) {
		this.fields = fields;
		this.addedName = addedName;
		this.addedValue = addedValue;
	}

	@Override
	public @Nullable String getFirst(String key) {
		String first = this.fields.first(key);
		return (first == null && this.addedName.equalsIgnoreCase(key)) ? this.addedValue : first;
	}

	@Override
	public @Nullable List<String> get(@Nullable Object key) {
		if (!(key instanceof String name)) {
			return null;
		}
		List<String> lines = this.fields.lines(name);
		if (this.addedName.equalsIgnoreCase(name)) {
			List<String> more = new ArrayList<>(lines);
			more.add(this.addedValue);
			return more;
		}
		return lines.isEmpty() ? null : lines;
	}

	@Override
	public boolean containsKey(@Nullable Object key) {
		return key instanceof String name && (this.fields.has(name) || this.addedName.equalsIgnoreCase(name));
	}

	@Override
	public Set<Entry<String, List<String>>> entrySet() {
		Map<String, String> spellings = new LinkedHashMap<>();
		this.fields.forEach((name, value) -> spellings.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
		spellings.putIfAbsent(this.addedName.toLowerCase(Locale.ROOT), this.addedName);
		Map<String, List<String>> lines = new LinkedHashMap<>();
		spellings.values().forEach((name) -> lines.put(name, List.copyOf(orEmpty(get(name)))));
		return Collections.unmodifiableMap(lines).entrySet();
	}

	private static List<String> orEmpty(@Nullable List<String> lines) {
		return (lines != null) ? lines : List.of();
	}

	@Override
	public Map<String, String> toSingleValueMap() {
		Map<String, String> first = new LinkedHashMap<>();
		forEach((name, lines) -> first.put(name, lines.get(0)));
		return first;
	}

	@Override
	public void add(String key, @Nullable String value) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void addAll(String key, List<? extends String> values) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void addAll(MultiValueMap<String, String> values) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void set(String key, @Nullable String value) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setAll(Map<String, String> values) {
		throw new UnsupportedOperationException();
	}

}
