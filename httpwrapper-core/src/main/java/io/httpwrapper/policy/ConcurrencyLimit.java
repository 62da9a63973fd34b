package io.httpwrapper.policy;

import org.jspecify.annotations.Nullable;

/**
 * How many attempts may be under way at once, written as a number. A type of its own, so
 * that limits which are not a number have a place to be written.
 */
public final class ConcurrencyLimit {

	/**
	 * Far above what one client can have open, and small enough to be counted in bits.
	 */
	private static final int MOST = 1_000_000;

	private final int places;

	private ConcurrencyLimit(int places) {
		this.places = places;
	}

	/**
	 * A fixed number of places.
	 * @param places 1 to 1,000,000
	 */
	public static ConcurrencyLimit of(int places) {
		Check.that("bulkhead.max-concurrent", places >= 1 && places <= MOST,
				"be from 1 to " + MOST + " (leave it empty for no limit)", places);
		return new ConcurrencyLimit(places);
	}

	/**
	 * Reads a number.
	 * @throws IllegalArgumentException if {@code text} is none, or out of range
	 */
	public static ConcurrencyLimit valueOf(String text) {
		String value = text.trim();
		if (value.equalsIgnoreCase("adaptive")) {
			throw new IllegalArgumentException(
					"a limit that adapts itself is not supported by this version; it takes a fixed number");
		}
		try {
			return of(Integer.parseInt(value));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + text + "' is no whole number", ex);
		}
	}

	/** The number of places. */
	public int places() {
		return this.places;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ConcurrencyLimit limit && limit.places == this.places;
	}

	@Override
	public int hashCode() {
		return Integer.hashCode(this.places);
	}

	/** As it is written in configuration. */
	@Override
	public String toString() {
		return Integer.toString(this.places);
	}

}
