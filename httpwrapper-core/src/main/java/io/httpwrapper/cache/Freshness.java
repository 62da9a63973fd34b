package io.httpwrapper.cache;

import java.time.Instant;

/**
 * How long a stored response is fresh, and how old it is (RFC 9111 §4.2). Exact to the
 * millisecond. Absurd values of clocks or fields are bounded, not refused.
 *
 * @param lifetime seconds for which it is fresh, from the time when the origin made it
 * (§4.2.1); 0 to {@link #MAX_SECONDS}
 * @param initialAgeMillis its age when it was received (§4.2.3,
 * {@code corrected_initial_age}); at least 0
 * @param receivedAt when it was received or last validated
 */
public record Freshness(long lifetime, long initialAgeMillis, Instant receivedAt) {

	/** Replaces any larger number of seconds (§1.2.2). */
	public static final long MAX_SECONDS = 1L << 31;

	/**
	 * The freshness of {@code response}, by its own fields or else by a heuristic
	 * (§4.2.1, §4.2.2).
	 */
	static Freshness of(StoredResponse response, CacheRules rules) {
		// Dates have no fraction of a second, so the time of receipt is compared without
		// its fraction.
		long apparentAge = seconds(response.date(), response.receivedAt()) * 1000;
		long delay = Math.max(0, millisBetween(response.requestedAt(), response.receivedAt()));
		long correctedAge = response.ageValue() * 1000 + delay;
		return new Freshness(lifetime(response, rules), Math.max(apparentAge, correctedAge), response.receivedAt());
	}

	/**
	 * Seconds for which {@code response} is fresh, from the time when the origin made it
	 * (§4.2.1).
	 */
	private static long lifetime(StoredResponse response, CacheRules rules) {
		CacheControl control = response.cacheControl();
		if (rules.shared() && control.sharedMaxAge() != CacheControl.NONE) {
			return control.sharedMaxAge();
		}
		if (control.maxAge() != CacheControl.NONE) {
			return control.maxAge();
		}
		if (response.headers().has("Expires")) {
			Instant expires = response.expires();
			return (expires != null) ? seconds(response.date(), expires) : 0;
		}
		return heuristic(response, rules);
	}

	/**
	 * A heuristic lifetime, from the time since its last change (§4.2.2).
	 */
	private static long heuristic(StoredResponse response, CacheRules rules) {
		Instant lastModified = response.lastModified();
		if (lastModified == null || !StorageRules.allowsGuess(response, rules)) {
			return 0;
		}
		double guess = seconds(lastModified, response.date()) * rules.heuristicRatio();
		return (long) Math.min(guess, rules.maxHeuristic().toSeconds());
	}

	/** Whole seconds, from 0 to {@link #MAX_SECONDS}. */
	private static long seconds(Instant from, Instant to) {
		return Math.max(0, Math.min(to.getEpochSecond() - from.getEpochSecond(), MAX_SECONDS));
	}

	/**
	 * Age at {@code now} (§4.2.3, {@code current_age}).
	 * @return milliseconds, at least 0
	 */
	public long ageMillis(Instant now) {
		// If the clock was set back, the age does not get smaller.
		return this.initialAgeMillis + Math.max(0, millisBetween(this.receivedAt, now));
	}

	/**
	 * The time left until it is stale (§4.2).
	 * @return milliseconds; negative if it is stale
	 */
	public long remainingMillis(Instant now) {
		return this.lifetime * 1000 - ageMillis(now);
	}

	/**
	 * Whether it is fresh at {@code now} (§4.2, {@code response_is_fresh}).
	 */
	public boolean isFresh(Instant now) {
		return remainingMillis(now) > 0;
	}

	/**
	 * Value of the {@code Age} field at {@code now} (§5.1).
	 * @return whole seconds, at most {@link #MAX_SECONDS}
	 */
	public long age(Instant now) {
		return Math.min(ageMillis(now) / 1000, MAX_SECONDS);
	}

	/**
	 * Saturates, because an {@code Instant} has a larger range than a long of
	 * milliseconds.
	 */
	static long millisBetween(Instant from, Instant to) {
		long seconds = to.getEpochSecond() - from.getEpochSecond();
		long bounded = Math.max(-MAX_SECONDS * 2, Math.min(seconds, MAX_SECONDS * 2));
		return bounded * 1000 + Math.floorDiv(to.getNano() - from.getNano(), 1_000_000);
	}

}
