package io.httpwrapper.policy;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One limit: tokens come evenly over time, and up to {@code burst} of them are saved. So
 * no window of length {@code per} sees more than {@code permits + burst} requests.
 *
 * @param permits requests for each {@code per}; at least 1
 * @param per the time that they are for; more than zero and at least 1 ns per permit
 * @param burst most requests at once after a pause; 0: as many as {@code permits}
 */
public record RateLimit(int permits, Duration per, int burst) {

	private static final Duration LONGEST = Duration.ofDays(366);

	public RateLimit {
		Check.that("rate-limit.limits", permits >= 1, "have at least 1 permit each", permits);
		Check.that("rate-limit.limits", isPossible(per, permits), "have a per of 1 ns per permit up to 366 days each",
				String.valueOf(per));
		Check.that("rate-limit.limits", burst >= 0, "not have a negative burst", burst);
		burst = (burst == 0) ? permits : burst;
	}

	/** The binder passes null where nothing is written. */
	static boolean isPossible(@Nullable Duration per, int permits) {
		return per != null && per.compareTo(LONGEST) <= 0 && per.compareTo(Duration.ofNanos(permits)) >= 0;
	}

}
