package io.httpwrapper.cache;

import java.time.Duration;

/**
 * The choices that RFC 9111 leaves to a cache.
 *
 * @param shared whether the rules for shared caches apply (s-maxage, private,
 * proxy-revalidate, Authorization)
 * @param credentials who may use the answers to requests with credentials; ignored if
 * {@code shared}
 * @param keepSetCookie whether {@code Set-Cookie} is stored and sent again
 * @param heuristicRatio share of the time since {@code Last-Modified} for which a
 * response without freshness information is fresh (§4.2.2); 0 for none
 * @param maxHeuristic the longest such time
 * @param staleIfError how long after its freshness a response may be used instead of an
 * error, unless it forbids it; zero: the response decides
 * @param maxStaleWhileRevalidate upper limit for the {@code stale-while-revalidate} of
 * responses; zero switches it off
 * @param keepStale how long a stale response is worth keeping because it can be validated
 * @param maxVariants the largest number of responses per URI; at least 1
 */
public record CacheRules(boolean shared, CacheCredentials credentials, boolean keepSetCookie, double heuristicRatio,
		Duration maxHeuristic, Duration staleIfError, Duration maxStaleWhileRevalidate, Duration keepStale,
		int maxVariants) {

	public static final CacheRules DEFAULTS = new CacheRules(false, CacheCredentials.SHARED_RULES, true, 0.1,
			Duration.ofDays(1), Duration.ZERO, Duration.ofHours(1), Duration.ofHours(1), 32);

	/** The same rules for a shared cache. */
	CacheRules asShared() {
		return new CacheRules(true, this.credentials, this.keepSetCookie, this.heuristicRatio, this.maxHeuristic,
				this.staleIfError, this.maxStaleWhileRevalidate, this.keepStale, this.maxVariants);
	}

	boolean perUser() {
		return !this.shared && this.credentials == CacheCredentials.PER_USER;
	}

	boolean oneUser() {
		return !this.shared && this.credentials == CacheCredentials.ONE_USER;
	}

}
