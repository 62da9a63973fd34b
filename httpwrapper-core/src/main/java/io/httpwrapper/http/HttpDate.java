package io.httpwrapper.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Dates in fields (RFC 9110 §5.6.7). Reads the three forms IMF-fixdate, RFC 850 and
 * asctime, in any case but otherwise exactly, always in GMT. The name of the day must be
 * one, but need not be the right one. Writes IMF-fixdate.
 */
public final class HttpDate {

	private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

	private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";

	private static final String LONG_DAY = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)";

	private static final String MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec";

	private static final String MONTH = "(?<month>" + MONTHS.replace(' ', '|') + ")";

	private static final DateTimeFormatter FORMAT = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final Pattern IMF = Pattern
		.compile(DAY + ", (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " gmt");

	private static final Pattern RFC_850 = Pattern
		.compile(LONG_DAY + ", (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " gmt");

	private static final Pattern ASCTIME = Pattern
		.compile(DAY + " " + MONTH + " (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})");

	private HttpDate() {
	}

	/**
	 * Reads a date (RFC 9110 §5.6.7).
	 * @param value the field's value, or null
	 * @param now decides the century of a year with two digits: it is at most 50 years
	 * ahead
	 * @return null if there is no value or it is no date
	 */
	public static @Nullable Instant parse(@Nullable String value, Instant now) {
		if (value == null) {
			return null;
		}
		String text = value.strip().toLowerCase(Locale.ROOT);
		try {
			Matcher matcher = IMF.matcher(text);
			if (matcher.matches() || matcher.usePattern(ASCTIME).matches()) {
				return instant(matcher, number(matcher, "year"));
			}
			return matcher.usePattern(RFC_850).matches() ? withCentury(matcher, now) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Writes a date, without the fraction of a second.
	 */
	public static String format(Instant date) {
		return FORMAT.format(date);
	}

	private static Instant withCentury(Matcher matcher, Instant now) {
		LocalDateTime latest = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(50);
		int year = latest.getYear() - Math.floorMod(latest.getYear() - number(matcher, "year"), 100);
		Instant date = instant(matcher, year);
		return date.isAfter(latest.toInstant(ZoneOffset.UTC)) ? instant(matcher, year - 100) : date;
	}

	private static Instant instant(Matcher matcher, int year) {
		int second = number(matcher, "second");
		if (second > 60) {
			throw new DateTimeException("There is no second " + second);
		}
		int month = MONTHS.indexOf(group(matcher, "month")) / 4 + 1;
		// a leap second becomes the first second of the next minute
		return LocalDateTime.of(year, month, number(matcher, "day"), number(matcher, "hour"), number(matcher, "minute"))
			.plusSeconds(second)
			.toInstant(ZoneOffset.UTC);
	}

	private static int number(Matcher matcher, String group) {
		return Integer.parseInt(group(matcher, group).strip());
	}

	/** Never null: each pattern has all groups, and none is optional. */
	private static String group(Matcher matcher, String group) {
		return Objects.requireNonNull(matcher.group(group));
	}

}
