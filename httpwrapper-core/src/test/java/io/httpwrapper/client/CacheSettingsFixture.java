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
		return off.with((it) -> it.enabled(true));
	}

	public static CacheSettings maxBody(CacheSettings old, DataSize maxBody) {
		return old.with((it) -> it.enabled(true).maxBody(maxBody));
	}

	public static CacheSettings staleIfError(CacheSettings old, Duration staleIfError) {
		return old.with((it) -> it.enabled(true).staleIfError(staleIfError));
	}

	static CacheSettings credentials(CacheSettings old, CacheCredentials credentials) {
		return old.with((it) -> it.enabled(true).credentials(credentials));
	}

	static CacheSettings maxRefreshes(CacheSettings old, int maxRefreshes) {
		return old.with((it) -> it.enabled(true).maxRefreshes(maxRefreshes));
	}

}
