package io.httpwrapper.settings;

import io.httpwrapper.cache.CacheRules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CacheSettingsTests {

	/** What lies in a remote store can be read by others than this application. */
	@ParameterizedTest
	@CsvSource({ "LOCAL, , true", "LOCAL, false, false", "REDIS, , false", "REDIS, true, true" })
	void cookiesLeaveTheHeapOnlyIfAskedTo(CacheStoreType store, @Nullable Boolean asked, boolean kept) {
		CacheSettings on = CacheSettings.DEFAULTS;

		CacheRules rules = on.with((it) -> it.enabled(true).store(store).keepSetCookie(asked)).rules();

		assertThat(rules.keepSetCookie()).isEqualTo(kept);
	}

}
