package io.httpwrapper.client;

import java.time.Duration;

import io.httpwrapper.cache.CacheCredentials;
import io.httpwrapper.settings.CacheSettings;
import org.springframework.util.unit.DataSize;

/**
 * Settings of a cache that is on, changed in one point.
 */
public final class CacheSettingsFixture {

	private CacheSettingsFixture() {
	}

	public static CacheSettings enabled() {
		CacheSettings off = CacheSettings.DEFAULTS;
		return new CacheSettings(true, off.store(), off.prefix(), off.maxSize(), off.maxBody(), off.storeTimeout(),
				off.shared(), off.credentials(), off.keepSetCookie(), off.heuristicRatio(), off.maxHeuristic(),
				off.staleIfError(), off.maxStaleWhileRevalidate(), off.keepStale(), off.maxVariants(),
				off.maxRefreshes());
	}

	public static CacheSettings maxBody(CacheSettings old, DataSize maxBody) {
		return new CacheSettings(true, old.store(), old.prefix(), old.maxSize(), maxBody, old.storeTimeout(),
				old.shared(), old.credentials(), old.keepSetCookie(), old.heuristicRatio(), old.maxHeuristic(),
				old.staleIfError(), old.maxStaleWhileRevalidate(), old.keepStale(), old.maxVariants(),
				old.maxRefreshes());
	}

	public static CacheSettings staleIfError(CacheSettings old, Duration staleIfError) {
		return new CacheSettings(true, old.store(), old.prefix(), old.maxSize(), old.maxBody(), old.storeTimeout(),
				old.shared(), old.credentials(), old.keepSetCookie(), old.heuristicRatio(), old.maxHeuristic(),
				staleIfError, old.maxStaleWhileRevalidate(), old.keepStale(), old.maxVariants(), old.maxRefreshes());
	}

	static CacheSettings credentials(CacheSettings old, CacheCredentials credentials) {
		return new CacheSettings(true, old.store(), old.prefix(), old.maxSize(), old.maxBody(), old.storeTimeout(),
				old.shared(), credentials, old.keepSetCookie(), old.heuristicRatio(), old.maxHeuristic(),
				old.staleIfError(), old.maxStaleWhileRevalidate(), old.keepStale(), old.maxVariants(),
				old.maxRefreshes());
	}

	static CacheSettings maxRefreshes(CacheSettings old, int maxRefreshes) {
		return new CacheSettings(true, old.store(), old.prefix(), old.maxSize(), old.maxBody(), old.storeTimeout(),
				old.shared(), old.credentials(), old.keepSetCookie(), old.heuristicRatio(), old.maxHeuristic(),
				old.staleIfError(), old.maxStaleWhileRevalidate(), old.keepStale(), old.maxVariants(), maxRefreshes);
	}

}
