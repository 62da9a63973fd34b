package io.httpwrapper.policy;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class CircuitSettingsTests {

	static Stream<Arguments> messageNamesThePropertyTheRuleAndTheValue() {
		Duration second = Duration.ofSeconds(1);
		String share = "be more than 0 and at most 1 (a share: 0.5 is half)";
		return Stream.of(Arguments.of("failure-rate", share, "0.0", settings().failureRate(0)),
				Arguments.of("failure-rate", share, "1.5", settings().failureRate(1.5)),
				Arguments.of("failure-rate", share, "NaN", settings().failureRate(Double.NaN)),
				Arguments.of("slow-call-rate", share, "-0.1", settings().slowCalls(-0.1, second)),
				Arguments.of("slow-call-duration", "not be negative", "-1s", settings().slowCalls(1, second.negated())),
				Arguments.of("window", "be at least 100ms", "99ms", settings().time(Duration.ofMillis(99))),
				Arguments.of("window-calls", "be from 1 to 100000", "0", settings().count(0)),
				Arguments.of("window-calls", "be from 1 to 100000", "100001", settings().count(100_001)),
				Arguments.of("min-calls", "be at least 1", "0", settings().minCalls(0)),
				Arguments.of("min-calls",
						"not be more than circuit-breaker.window-calls (10), or no rate would ever count", "11",
						settings().count(10).minCalls(11)),
				Arguments.of("failure-threshold", "be at least 0", "-1", settings().failureThreshold(-1)),
				Arguments.of("recovery-timeout", "be more than zero", "0s", settings().recovery(Duration.ZERO, second)),
				Arguments.of("recovery-timeout", "not be longer than circuit-breaker.max-recovery-timeout (1s)",
						"1001ms", settings().recovery(second.plusMillis(1), second)),
				Arguments.of("half-open-calls", "be from 1 to 1000", "0", settings().trials(0, second)),
				Arguments.of("half-open-calls", "be from 1 to 1000", "1001", settings().trials(1001, second)),
				Arguments.of("trial-timeout", "be more than zero", "0s", settings().trials(1, Duration.ZERO)),
				Arguments.of("max-hosts", "be at least 1", "0", settings().maxHosts(0)));
	}

	@ParameterizedTest
	@MethodSource
	void messageNamesThePropertyTheRuleAndTheValue(String property, String rule, String value,
			CircuitSettings settings) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(settings::build)
			.withMessage("circuit-breaker." + property + " must " + rule + ", but was " + value + ".")
			.satisfies((ex) -> assertThat(ex.property()).isEqualTo("circuit-breaker." + property));
	}

	@Test
	void limitsThemselvesAreFine() {
		Duration least = Duration.ofNanos(1);

		assertThatNoException().isThrownBy(() -> settings().failureRate(1)
			.slowCalls(1, Duration.ZERO)
			.time(Duration.ofMillis(100))
			.minCalls(1)
			.failureThreshold(0)
			.recovery(least, least)
			.trials(1000, least)
			.maxHosts(1)
			.build());
		assertThatNoException().isThrownBy(() -> settings().count(100_000).minCalls(100_000).build());
	}

	@Test
	void timeWindowKnowsNoRelationOfItsCallsToTheCountWindow() {
		assertThatNoException().isThrownBy(() -> settings().time(Duration.ofSeconds(1)).minCalls(1000).build());
	}

	private static CircuitSettings settings() {
		return new CircuitSettings();
	}

}
