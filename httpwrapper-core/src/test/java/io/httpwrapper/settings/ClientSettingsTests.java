package io.httpwrapper.settings;

import java.time.Duration;

import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.policy.TimeoutSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClientSettingsTests {

	@Test
	void defaultsRaiseNoDoubt() {
		assertThat(ClientSettings.DEFAULTS.doubt()).isEmpty();
	}

	@Test
	void attemptsThatDoNotFitIntoTheCallRaiseADoubtWithTheNumbers() {
		ClientSettings defaults = ClientSettings.DEFAULTS;
		TimeoutSettings tight = new TimeoutSettings(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(5),
				Duration.ofSeconds(15), null);

		ClientSettings settings = new ClientSettings(null, null, tight, defaults.classifier(), defaults.retry(),
				defaults.circuitBreaker(), defaults.rateLimit(), defaults.bulkhead(), defaults.cache(), defaults.pool(),
				defaults.connection(), defaults.chaos(), defaults.fallback(), defaults.auth(), defaults.observation());

		assertThat(settings.doubt()).hasValueSatisfying((text) -> assertThat(text).startsWith(
				"3 attempts of timeout.attempt=5000ms with their backoff can take 15150ms, but timeout.call is 15000ms"));
	}

	@Test
	void poolNeedsAConnection() {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(
				() -> new PoolSettings(0, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, true, false))
			.withMessage("pool.max-connections must be at least 1, but was 0.");
	}

}
