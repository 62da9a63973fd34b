package io.httpwrapper.policy;

import java.time.Duration;
import java.util.Locale;

/**
 * A setting outside its limits. The message names the property, the rule and the value;
 * the parts are there for failure analysis.
 */
public final class InvalidSettingException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String rule;

	InvalidSettingException(String property, String rule, Object value) {
		super(property + " must " + rule + ", but was " + text(value) + ".");
		this.property = property;
		this.rule = rule;
	}

	/**
	 * The property path below the client, for example {@code retry.max-attempts}.
	 */
	public String property() {
		return this.property;
	}

	/**
	 * The limit, worded to follow "must".
	 */
	public String rule() {
		return this.rule;
	}

	/** Durations as they are written in configuration: {@code 250ms}, {@code 5s}. */
	static String text(Object value) {
		if (value instanceof Duration duration) {
			return text(duration);
		}
		return (value instanceof Double number) ? String.format(Locale.ROOT, "%s", number) : String.valueOf(value);
	}

	private static String text(Duration value) {
		int fraction = value.getNano();
		if (fraction == 0) {
			return value.getSeconds() + "s";
		}
		boolean fits = Math.abs(value.getSeconds()) < Long.MAX_VALUE / 1_000_000_000;
		if (!fits) {
			return value.toString();
		}
		if (fraction % 1_000_000 == 0) {
			return value.toMillis() + "ms";
		}
		return (fraction % 1000 == 0) ? value.toNanos() / 1000 + "us" : value.toNanos() + "ns";
	}

}
