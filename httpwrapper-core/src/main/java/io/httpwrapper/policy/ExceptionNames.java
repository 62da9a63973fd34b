package io.httpwrapper.policy;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Errors named by class, so that settings can speak of libraries that are not there. A
 * name with a dot is a class's full name, one without its simple name. What a class is
 * called, its superclasses included, is looked up once and remembered with the class.
 */
final class ExceptionNames {

	/** Far beyond any real chain: ends one that runs in a circle. */
	private static final int LONGEST_CHAIN = 64;

	private final Set<String> names;

	private final ClassValue<Boolean> named = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return isNamed(type);
		}

	};

	ExceptionNames(Set<String> names) {
		this.names = names;
	}

	/**
	 * Whether {@code error} or one of its causes is named; suppressed ones are not looked
	 * at.
	 */
	boolean match(@Nullable Throwable error) {
		if (this.names.isEmpty()) {
			return false;
		}
		Throwable current = error;
		for (int i = 0; current != null && i < LONGEST_CHAIN; i++) {
			if (this.named.get(current.getClass())) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

	/** An error and its causes, as far as anybody looks. */
	static Stream<Throwable> causes(@Nullable Throwable error) {
		return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(LONGEST_CHAIN);
	}

	private boolean isNamed(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (this.names.contains(current.getName()) || this.names.contains(current.getSimpleName())) {
				return true;
			}
		}
		return false;
	}

}
