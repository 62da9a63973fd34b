package io.httpwrapper.policy;

import java.time.Duration;

/**
 * Checks of settings. Each message names the property, the limit and the value, and so
 * says what to change.
 */
public final class Check {

	/** Far beyond what anybody waits for, and still a number of seconds in an int. */
	private static final Duration LONGEST = Duration.ofDays(50 * 365);

	private Check() {
	}

	/**
	 * Fails when {@code valid} is false.
	 * @param property the property path below the client, for example
	 * {@code retry.max-attempts}
	 * @param valid whether the value is fine
	 * @param rule the limit, worded to follow "must", for example {@code be at least 1}
	 * @param value the value that was set
	 */
	public static void that(String property, boolean valid, String rule, Object value) {
		if (!valid) {
			throw new InvalidSettingException(property, rule, value);
		}
	}

	public static void atLeast(String property, long value, long minimum) {
		that(property, value >= minimum, "be at least " + minimum, value);
	}

	public static void atLeast(String property, double value, double minimum) {
		that(property, value >= minimum, "be at least " + minimum, value);
	}

	/** A share of a whole: more than zero and at most one. */
	public static void share(String property, double value) {
		that(property, value > 0 && value <= 1, "be more than 0 and at most 1 (a share: 0.5 is half)", value);
	}

	/**
	 * More than zero.
	 * @return as much of it as can be {@link #countable counted}
	 */
	public static Duration positive(String property, Duration value) {
		that(property, value.compareTo(Duration.ZERO) > 0, "be more than zero", value);
		return countable(value);
	}

	/**
	 * Zero stands for "off" or "no limit" where the property's description says so.
	 * @return as much of it as can be {@link #countable counted}
	 */
	public static Duration notNegative(String property, Duration value) {
		that(property, !value.isNegative(), "not be negative", value);
		return countable(value);
	}

	/**
	 * As much of a time as can be counted: 50 years, so that four times as much fits into
	 * a long of nanoseconds. What is longer is as good as no limit.
	 */
	public static Duration countable(Duration value) {
		return (value.compareTo(LONGEST) < 0) ? value : LONGEST;
	}

	/** Both must be set; the lower one must not exceed the upper one. */
	public static void ordered(String lowerProperty, Duration lower, String upperProperty, Duration upper) {
		that(lowerProperty, lower.compareTo(upper) <= 0,
				"not be longer than " + upperProperty + " (" + InvalidSettingException.text(upper) + ")", lower);
	}

}
