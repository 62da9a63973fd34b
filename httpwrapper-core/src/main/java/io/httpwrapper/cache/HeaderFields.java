package io.httpwrapper.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.httpwrapper.http.FieldSyntax;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a header section in their order (RFC 9110 §5.3). A name occurs once for
 * each of its lines. Names are compared without case. Immutable.
 */
public final class HeaderFields {

	public static final HeaderFields NONE = new HeaderFields(new String[0]);

	/** The approximate overhead of two strings and their array elements in a JVM. */
	private static final int BYTES_PER_FIELD = 96;

	private final String[] fields;

	private HeaderFields(String[] fields) {
		this.fields = fields;
	}

	/**
	 * Creates fields from alternating names and values.
	 * @throws IllegalArgumentException if a name has no value
	 */
	public static HeaderFields of(String... namesAndValues) {
		if (namesAndValues.length % 2 != 0) {
			throw new IllegalArgumentException("A field needs a name and a value, but the last of "
					+ Arrays.toString(namesAndValues) + " has no value.");
		}
		return (namesAndValues.length == 0) ? NONE : new HeaderFields(namesAndValues.clone());
	}

	/**
	 * Creates fields from lines by name, for example those of an {@code HttpHeaders}.
	 */
	public static HeaderFields of(Iterable<? extends Map.Entry<String, ? extends Collection<String>>> lines) {
		List<String> fields = new ArrayList<>();
		for (Map.Entry<String, ? extends Collection<String>> entry : lines) {
			for (String line : entry.getValue()) {
				fields.add(entry.getKey());
				fields.add(line);
			}
		}
		return of(fields);
	}

	private static HeaderFields of(List<String> fields) {
		return fields.isEmpty() ? NONE : new HeaderFields(fields.toArray(String[]::new));
	}

	/**
	 * Number of lines.
	 */
	public int size() {
		return this.fields.length / 2;
	}

	/**
	 * Whether there is a line of this name.
	 */
	public boolean has(String name) {
		return first(name) != null;
	}

	/**
	 * The value of the first line of this name, or null if there is none.
	 */
	public @Nullable String first(String name) {
		for (int i = 0; i < this.fields.length; i += 2) {
			if (this.fields[i].equalsIgnoreCase(name)) {
				return this.fields[i + 1];
			}
		}
		return null;
	}

	/**
	 * The values of all lines of this name, in order; empty if there is none.
	 */
	public List<String> lines(String name) {
		List<String> lines = List.of();
		for (int i = 0; i < this.fields.length; i += 2) {
			if (this.fields[i].equalsIgnoreCase(name)) {
				lines = lines.isEmpty() ? new ArrayList<>(2) : lines;
				lines.add(this.fields[i + 1]);
			}
		}
		return lines;
	}

	/**
	 * The members of all lines of this name, as one list (RFC 9110 §5.6.1): split at
	 * commas outside quoted strings, trimmed, without empty members.
	 */
	public List<String> members(String name) {
		List<String> members = new ArrayList<>();
		for (String line : lines(name)) {
			FieldSyntax.split(line, ',', members::add);
		}
		return members;
	}

	/**
	 * These fields with one line of this name, which replaces all others of the name.
	 */
	public HeaderFields with(String name, String value) {
		HeaderFields others = has(name) ? without(name::equalsIgnoreCase) : this;
		String[] copy = new String[others.fields.length + 2];
		System.arraycopy(others.fields, 0, copy, 0, others.fields.length);
		copy[copy.length - 2] = name;
		copy[copy.length - 1] = value;
		return new HeaderFields(copy);
	}

	/**
	 * These fields without those whose name, in its original spelling, passes the test.
	 */
	public HeaderFields without(Predicate<String> name) {
		List<String> kept = new ArrayList<>(this.fields.length);
		forEach((field, value) -> {
			if (!name.test(field)) {
				kept.add(field);
				kept.add(value);
			}
		});
		return (kept.size() == this.fields.length) ? this : of(kept);
	}

	/**
	 * These fields together with {@code newer}. A name that is in both has only the newer
	 * lines (RFC 9111 §3.2).
	 */
	HeaderFields updatedWith(HeaderFields newer) {
		HeaderFields kept = without(newer::has);
		String[] merged = new String[kept.fields.length + newer.fields.length];
		System.arraycopy(kept.fields, 0, merged, 0, kept.fields.length);
		System.arraycopy(newer.fields, 0, merged, kept.fields.length, newer.fields.length);
		return new HeaderFields(merged);
	}

	/**
	 * Calls {@code action} with the name and the value of each line, in order.
	 */
	public void forEach(BiConsumer<String, String> action) {
		for (int i = 0; i < this.fields.length; i += 2) {
			action.accept(this.fields[i], this.fields[i + 1]);
		}
	}

	/**
	 * The approximate memory that the fields take.
	 * @return bytes
	 */
	long weight() {
		long weight = 0;
		for (String text : this.fields) {
			weight += text.length();
		}
		return weight + (long) BYTES_PER_FIELD * size();
	}

	/**
	 * Equal if the lines are equal and in the same order. Here names are compared with
	 * case.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof HeaderFields that && Arrays.equals(this.fields, that.fields);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.fields);
	}

	/** The names only: values may be secrets. */
	@Override
	public String toString() {
		List<String> names = new ArrayList<>();
		forEach((name, value) -> names.add(name));
		return names.toString();
	}

}
