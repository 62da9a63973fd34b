package io.httpwrapper.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code Retry-After} (RFC 9110 §10.2.3): seconds, or one of the three date forms
 * of §5.6.7. The day of the week is not checked; the date says enough.
 */
public final class RetryAfter {

	private static final long NANOS_PER_SECOND = 1_000_000_000L;

	private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

	private static final List<Pattern> DATES = List.of(
			Pattern.compile("[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) " + TIME + " GMT"),
			Pattern.compile("[A-Z][a-z]{5,8}, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) " + TIME + " GMT"),
			Pattern.compile("[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

	private static final List<String> MONTHS = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
			"Oct", "Nov", "Dec");

	private RetryAfter() {
	}

	/**
	 * How long the remote asked to stay away.
	 * @param value the field's value, or null if there was none
	 * @param clock tells how far off a date is
	 * @return at least 0; {@link Long#MAX_VALUE} for what does not fit; 0 for a date in
	 * the past; {@link Permit#NO_RETRY_AFTER} if there is no value or it is malformed. A
	 * date is rounded up to whole seconds from now, since the remote cut it to a second
	 */
	public static long nanos(@Nullable String value, InstantSource clock) {
		if (value == null) {
			return Permit.NO_RETRY_AFTER;
		}
		String text = value.strip();
		if (text.isEmpty()) {
			return Permit.NO_RETRY_AFTER;
		}
		char first = text.charAt(0);
		return (first >= '0' && first <= '9') ? seconds(text) : untilDate(text, clock.instant());
	}

	private static long seconds(String text) {
		long seconds = 0;
		for (int i = 0; i < text.length(); i++) {
			int digit = text.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return Permit.NO_RETRY_AFTER;
			}
			seconds = Math.min(seconds * 10 + digit, Long.MAX_VALUE / NANOS_PER_SECOND + 1);
		}
		return nanos(seconds);
	}

	private static long untilDate(String text, Instant now) {
		Instant date = date(text, now);
		if (date == null) {
			return Permit.NO_RETRY_AFTER;
		}
		// A date has no fraction of a second: without now's, the rest is rounded up.
		return date.isAfter(now) ? nanos(date.getEpochSecond() - now.getEpochSecond()) : 0;
	}

	/**
	 * Reads a date.
	 * @param text one of the three forms
	 * @param now tells the century of a year with two digits
	 * @return the date, or null if {@code text} is none
	 */
	static @Nullable Instant date(String text, Instant now) {
		for (Pattern pattern : DATES) {
			Matcher matcher = pattern.matcher(text);
			if (matcher.matches()) {
				try {
					return instant(matcher, now);
				}
				catch (DateTimeException ex) {
					return null;
				}
			}
		}
		return null;
	}

	private static Instant instant(Matcher matcher, Instant now) {
		int year = number(matcher, "year");
		if (group(matcher, "year").length() == 4) {
			return instant(matcher, year);
		}
		// Two digits: the latest such date that is not more than 50 years ahead.
		LocalDateTime latest = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(50);
		int latestYear = latest.getYear() - Math.floorMod(latest.getYear() - year, 100);
		Instant date = instant(matcher, latestYear);
		return date.isAfter(latest.toInstant(ZoneOffset.UTC)) ? instant(matcher, latestYear - 100) : date;
	}

	private static Instant instant(Matcher matcher, int year) {
		int second = number(matcher, "second");
		if (second > 60) {
			throw new DateTimeException("There is no second " + second);
		}
		// An unknown month is month 0, which is refused; a leap second runs over.
		int month = MONTHS.indexOf(group(matcher, "month")) + 1;
		return LocalDateTime.of(year, month, number(matcher, "day"), number(matcher, "hour"), number(matcher, "minute"))
			.plusSeconds(second)
			.toInstant(ZoneOffset.UTC);
	}

	private static int number(Matcher matcher, String group) {
		return Integer.parseInt(group(matcher, group).strip());
	}

	/** Each pattern has each group, and none is optional. */
	private static String group(Matcher matcher, String group) {
		return Objects.requireNonNull(matcher.group(group));
	}

	private static long nanos(long seconds) {
		return (seconds > Long.MAX_VALUE / NANOS_PER_SECOND) ? Long.MAX_VALUE : seconds * NANOS_PER_SECOND;
	}

}
