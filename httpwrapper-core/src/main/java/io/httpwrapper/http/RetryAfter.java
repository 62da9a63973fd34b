package io.httpwrapper.http;

import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code Retry-After} (RFC 9110 §10.2.3): a number of seconds, or a date.
 */
public final class RetryAfter {

	/** The remote named no time. */
	public static final long NONE = -1;

	private static final long NANOS_PER_SECOND = 1_000_000_000L;

	/** The first number of seconds that does not fit as nanoseconds. */
	private static final long TOO_MANY = Long.MAX_VALUE / NANOS_PER_SECOND + 1;

	private RetryAfter() {
	}

	/**
	 * How long the remote asked the caller to wait.
	 * @param value the field's value, or null if there was none
	 * @param clock the time now, for a date
	 * @return at least 0; {@link Long#MAX_VALUE} if it does not fit; 0 for a date in the
	 * past; {@link #NONE} if there is no value or it is malformed. A date is rounded up
	 * to whole seconds from now, because the remote cut it to a second
	 */
	public static long nanos(@Nullable String value, InstantSource clock) {
		String text = (value != null) ? value.strip() : "";
		if (text.isEmpty()) {
			return NONE;
		}
		char first = text.charAt(0);
		if (first >= '0' && first <= '9') {
			long seconds = FieldSyntax.number(text, TOO_MANY);
			return (seconds >= 0) ? nanos(seconds) : NONE;
		}
		return untilDate(text, clock.instant());
	}

	private static long untilDate(String text, Instant now) {
		Instant date = HttpDate.parse(text, now);
		if (date == null) {
			return NONE;
		}
		// A date has no fraction of a second: without the fraction of now, the rest is
		// rounded up.
		return date.isAfter(now) ? nanos(date.getEpochSecond() - now.getEpochSecond()) : 0;
	}

	private static long nanos(long seconds) {
		return (seconds >= TOO_MANY) ? Long.MAX_VALUE : seconds * NANOS_PER_SECOND;
	}

}
