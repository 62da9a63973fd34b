package io.httpwrapper.policy;

import java.util.Set;
import java.util.function.Predicate;

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
		return !this.names.isEmpty() && anyCause(error, (current) -> this.named.get(current.getClass()));
	}

	/** Whether an error or one of its causes, as far as anybody looks, is of a kind. */
	static boolean anyCause(@Nullable Throwable error, Predicate<Throwable> kind) {
		Throwable current = error;
		for (int i = 0; current != null && i < LONGEST_CHAIN; i++) {
			if (kind.test(current)) {
				return true;
			}
			current = current.getCause();
		}
		return false;
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
