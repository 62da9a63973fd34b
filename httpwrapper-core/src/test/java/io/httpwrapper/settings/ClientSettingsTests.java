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
		TimeoutSettings tight = TimeoutSettings.DEFAULTS.with((it) -> it.connect(Duration.ofSeconds(1))
			.read(Duration.ZERO)
			.attempt(Duration.ofSeconds(5))
			.call(Duration.ofSeconds(15)));

		ClientSettings settings = defaults.with((it) -> it.timeout(tight));

		assertThat(settings.doubt()).hasValueSatisfying((text) -> assertThat(text).startsWith(
				"3 attempts of timeout.attempt=5000ms with their backoff can take 15150ms, but timeout.call is 15000ms"));
	}

	@Test
	void poolNeedsAConnection() {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> PoolSettings.DEFAULTS.with((it) -> it.maxConnections(0)
				.maxPending(1)
				.acquireTimeout(Duration.ofSeconds(1))
				.maxIdle(Duration.ofSeconds(1))
				.maxLife(Duration.ZERO)
				.lifo(true)
				.metrics(false)))
			.withMessage("pool.max-connections must be at least 1, but was 0.");
	}

}
