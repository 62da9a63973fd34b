package io.httpwrapper.cache;

import java.time.Duration;

/**
 * Rules that differ from the defaults in one thing.
 */
final class Rules {

	static final CacheRules PRIVATE = CacheRules.DEFAULTS;

	private Rules() {
	}

	static CacheRules shared() {
		return new CacheRules(true, PRIVATE.credentials(), true, 0.1, PRIVATE.maxHeuristic(), Duration.ZERO,
				PRIVATE.maxStaleWhileRevalidate(), PRIVATE.keepStale(), 32);
	}

	static CacheRules credentials(CacheCredentials credentials) {
		return new CacheRules(false, credentials, true, 0.1, PRIVATE.maxHeuristic(), Duration.ZERO,
				PRIVATE.maxStaleWhileRevalidate(), PRIVATE.keepStale(), 32);
	}

	static CacheRules heuristic(double ratio, Duration max) {
		return new CacheRules(false, PRIVATE.credentials(), true, ratio, max, Duration.ZERO,
				PRIVATE.maxStaleWhileRevalidate(), PRIVATE.keepStale(), 32);
	}

	static CacheRules stale(Duration ifError, Duration whileRevalidate, Duration keep) {
		return new CacheRules(false, PRIVATE.credentials(), true, 0.1, PRIVATE.maxHeuristic(), ifError, whileRevalidate,
				keep, 32);
	}

	static CacheRules withoutCookies() {
		return new CacheRules(false, PRIVATE.credentials(), false, 0.1, PRIVATE.maxHeuristic(), Duration.ZERO,
				PRIVATE.maxStaleWhileRevalidate(), PRIVATE.keepStale(), 32);
	}

}
