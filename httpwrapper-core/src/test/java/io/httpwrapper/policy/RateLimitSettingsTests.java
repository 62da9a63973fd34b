package io.httpwrapper.policy;

import java.time.Duration;
import java.util.stream.Stream;

import io.httpwrapper.fixture.RateLimits;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RateLimitSettingsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	static Stream<Arguments> broken() {
		return Stream.of(broken(() -> RateLimits.of(0, SECOND).settings(),
				"rate-limit.permits must be at least 1 when rate-limit.enabled is true, there are no rate-limit.limits and rate-limit.learn is false, but was 0."),
				broken(() -> RateLimits.of(-1, SECOND).settings(),
						"rate-limit.permits must be at least 0, but was -1."),
				broken(() -> RateLimits.of(1, Duration.ZERO).settings(),
						"rate-limit.per must be at least 1 ns per permit and at most 366 days, but was 0s."),
				broken(() -> RateLimits.of(1, Duration.ofDays(367)).settings(),
						"rate-limit.per must be at least 1 ns per permit and at most 366 days, but was 31708800s."),
				broken(() -> RateLimits.of(0, SECOND).burst(5).further(new RateLimit(1, SECOND, 0)).settings(),
						"rate-limit.burst must be 0 while rate-limit.permits is 0, but was 5."),
				broken(() -> RateLimits.of(1, SECOND).burst(-1).settings(),
						"rate-limit.burst must be at least 0, but was -1."),
				broken(() -> RateLimits.of(1, SECOND).key("X-Tenant").settings(),
						"rate-limit.key must be header: followed by the name of a request header, for example header:X-Tenant, but was X-Tenant."),
				broken(() -> RateLimits.of(1, SECOND).maxWait(SECOND.negated()).settings(),
						"rate-limit.max-wait must not be negative, but was -1s."),
				broken(() -> RateLimits.of(1, SECOND).maxWaiting(-1).settings(),
						"rate-limit.max-waiting must be at least 0, but was -1."),
				broken(() -> RateLimits.of(1, SECOND).maxKeys(0).settings(),
						"rate-limit.max-keys must be at least 1, but was 0."),
				broken(() -> new RateLimit(0, SECOND, 0),
						"rate-limit.limits must have at least 1 permit each, but was 0."),
				broken(() -> new RateLimit(1, SECOND, -1),
						"rate-limit.limits must not have a negative burst, but was -1."),
				broken(() -> new RateLimit(2, Duration.ofNanos(1), 0),
						"rate-limit.limits must have a per of 1 ns per permit up to 366 days each, but was PT0.000000001S."));
	}

	private static Arguments broken(ThrowingCallable settings, String message) {
		return arguments(settings, message);
	}

	@ParameterizedTest
	@MethodSource("broken")
	void ruleIsTold(ThrowingCallable settings, String message) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(settings).withMessage(message);
	}

	@Test
	void learntLimitsAreEnough() {
		assertThat(RateLimits.learnt().settings().all()).isEmpty();
	}

	@Test
	void allLimitsAreTheShortOneFirst() {
		RateLimit further = new RateLimit(1000, Duration.ofDays(1), 50);

		assertThat(RateLimits.of(10, SECOND).further(further).settings().all())
			.containsExactly(new RateLimit(10, SECOND, 10), further);
	}

	@Test
	void defaultsAreOff() {
		assertThat(RateLimitSettings.DEFAULTS.enabled()).isFalse();
		assertThat(RateLimitSettings.DEFAULTS.all()).isEmpty();
	}

}
