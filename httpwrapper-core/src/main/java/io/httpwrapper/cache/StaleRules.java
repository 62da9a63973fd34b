package io.httpwrapper.cache;

import java.time.Instant;

/**
 * Decides when a stale response may be used (RFC 9111 §4.2.4, RFC 5861).
 */
final class StaleRules {

	private StaleRules() {
	}

	/**
	 * Whether no directive forbids using it stale (RFC 9111 §4.2.4).
	 */
	private static boolean mayBeStale(CacheControl control, CacheRules rules) {
		if (control.mustRevalidate() || control.noCache()) {
			return false;
		}
		// s-maxage also implies proxy-revalidate (§5.2.2.10).
		return !rules.shared() || !(control.proxyRevalidate() || control.sharedMaxAge() != CacheControl.NONE);
	}

	/**
	 * Whether a response may be used stale because the caller allows it (RFC 9111
	 * §5.2.1.2).
	 */
	static boolean isWanted(StoredResponse response, CacheControl asked, long remainingMillis, CacheRules rules) {
		return asked.maxStale() != CacheControl.NONE && -remainingMillis <= asked.maxStale() * 1000
				&& mayBeStale(response.cacheControl(), rules);
	}

	/**
	 * Whether a response may be used stale while it is refreshed (RFC 5861 §3). Not if
	 * the caller asks for a certain age or freshness.
	 */
	static boolean isRefreshable(StoredResponse response, CacheControl asked, long remainingMillis, CacheRules rules) {
		return asked.maxAge() == CacheControl.NONE && asked.minFresh() <= 0
				&& -remainingMillis < refreshWindow(response.cacheControl(), rules) * 1000
				&& mayBeStale(response.cacheControl(), rules);
	}

	/**
	 * Whether a response may be used although asking the origin failed (RFC 5861 §4).
	 */
	static boolean isBetterThanError(StoredResponse response, CacheControl asked, CacheRules rules, Instant now) {
		if (asked.noCache() || !mayBeStale(response.cacheControl(), rules)) {
			return false;
		}
		long window = Math.max(errorWindow(response.cacheControl(), rules), asked.staleIfError());
		return window > 0 && -Freshness.of(response, rules).remainingMillis(now) < window * 1000;
	}

	/** The time for a refresh in the background, in seconds (RFC 5861 §3). */
	private static long refreshWindow(CacheControl control, CacheRules rules) {
		return Math.min(control.staleWhileRevalidate(), rules.maxStaleWhileRevalidate().toSeconds());
	}

	/** The time for use instead of an error, in seconds (RFC 5861 §4). */
	private static long errorWindow(CacheControl control, CacheRules rules) {
		return Math.min(Math.max(control.staleIfError(), rules.staleIfError().toSeconds()), Freshness.MAX_SECONDS);
	}

	/**
	 * The longest time for which a response may be used stale, unless the caller allows
	 * more (RFC 9111 §4.2.4, RFC 5861).
	 * @return seconds; 0 if never
	 */
	static long longestUse(StoredResponse response, CacheRules rules) {
		CacheControl control = response.cacheControl();
		return mayBeStale(control, rules) ? Math.max(refreshWindow(control, rules), errorWindow(control, rules)) : 0;
	}

}
