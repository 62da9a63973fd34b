package io.httpwrapper.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class SettingsTests {

	private static final Duration ZERO = Duration.ZERO;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static ThrowingCallable retry(int maxAttempts, Duration minBackoff, Duration maxBackoff,
			Duration maxRetryAfter, String header, DataSize replayBuffer) {
		return () -> RetrySettings.DEFAULTS.with((it) -> it.enabled(true)
			.maxAttempts(maxAttempts)
			.minBackoff(minBackoff)
			.maxBackoff(maxBackoff)
			.jitter(Jitter.FULL)
			.maxRetryAfter(maxRetryAfter)
			.methods(Set.of())
			.statuses(List.of())
			.exceptions(Set.of())
			.ignoredExceptions(Set.of())
			.idempotencyKey(IdempotencyKeyMode.NONE)
			.idempotencyHeader(header)
			.replayBuffer(replayBuffer));
	}

	private static ThrowingCallable timeout(Duration connect, Duration read, Duration attempt, Duration call,
			@Nullable String header) {
		return () -> TimeoutSettings.DEFAULTS
			.with((it) -> it.connect(connect).read(read).attempt(attempt).call(call).deadlineHeader(header));
	}

	private static ThrowingCallable budget(double ratio, double minPerSecond) {
		return () -> RetryBudgetSettings.DEFAULTS
			.with((it) -> it.enabled(true).ratio(ratio).minPerSecond(minPerSecond));
	}

	static Stream<Arguments> broken() {
		DataSize none = DataSize.ofBytes(0);
		return Stream.of(
				arguments(retry(0, SECOND, SECOND, SECOND, "K", none),
						"retry.max-attempts must be at least 1, but was 0."),
				arguments(retry(1, ZERO, SECOND, SECOND, "K", none),
						"retry.min-backoff must be more than zero, but was 0s."),
				arguments(retry(1, SECOND, Duration.ofMillis(250), SECOND, "K", none),
						"retry.min-backoff must not be longer than retry.max-backoff (250ms), but was 1s."),
				arguments(retry(1, SECOND, SECOND, Duration.ofSeconds(-1), "K", none),
						"retry.max-retry-after must not be negative, but was -1s."),
				arguments(retry(1, SECOND, SECOND, SECOND, " ", none),
						"retry.idempotency-header must not be blank, but was ''."),
				arguments(retry(1, SECOND, SECOND, SECOND, "K", DataSize.ofBytes(-1)),
						"retry.replay-buffer must not be negative, but was -1B."),
				arguments(budget(-0.1, 1), "retry.budget.ratio must be from 0 to 1, but was -0.1."),
				arguments(budget(1.1, 1), "retry.budget.ratio must be from 0 to 1, but was 1.1."),
				arguments(budget(Double.NaN, 1), "retry.budget.ratio must be from 0 to 1, but was NaN."),
				arguments(budget(0.2, -1), "retry.budget.min-per-second must be at least 0.0, but was -1.0."),
				arguments(budget(0.2, Double.NaN), "retry.budget.min-per-second must be at least 0.0, but was NaN."),
				arguments(budget(0, 0),
						"retry.budget.ratio must be more than 0 when min-per-second is 0 "
								+ "(else set retry.enabled to false), but was 0.0."),
				arguments(timeout(ZERO, ZERO, ZERO, ZERO, null), "timeout.connect must be more than zero, but was 0s."),
				arguments(timeout(SECOND, Duration.ofMillis(-1), ZERO, ZERO, null),
						"timeout.read must not be negative, but was -1ms."),
				arguments(timeout(SECOND, ZERO, Duration.ofMillis(-1), ZERO, null),
						"timeout.attempt must not be negative, but was -1ms."),
				arguments(timeout(SECOND, ZERO, ZERO, Duration.ofMillis(-1), null),
						"timeout.call must not be negative, but was -1ms."),
				arguments(timeout(SECOND, ZERO, ZERO, ZERO, " "),
						"timeout.deadline-header must not be blank, but was ''."));
	}

	@ParameterizedTest
	@MethodSource("broken")
	void messageNamesPropertyLimitAndValue(ThrowingCallable settings, String message) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(settings).withMessage(message);
	}

	@Test
	void partsOfTheMessageAreThereForAnalysis() {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(budget(2, 1)).satisfies((ex) -> {
			assertThat(ex.property()).isEqualTo("retry.budget.ratio");
			assertThat(ex.rule()).isEqualTo("be from 0 to 1");
		});
	}

	@ParameterizedTest
	@CsvSource({ "PT0S,0s", "PT5S,5s", "PT2M,120s", "PT0.25S,250ms", "PT1.5S,1500ms", "PT-0.25S,-250ms",
			"PT0.0005S,500us", "PT0.000000007S,7ns", "PT2562047788015215H30M7S,9223372036854775807s",
			"PT2562047788015215H30M7.5S,PT2562047788015215H30M7.5S" })
	void durationReadsAsItIsWrittenInConfiguration(Duration duration, String text) {
		assertThat(InvalidSettingException.text(duration)).isEqualTo(text);
	}

	@Test
	void zeroMeansNoLimitWhereItMay() {
		TimeoutSettings unlimited = TimeoutSettings.DEFAULTS
			.with((it) -> it.connect(SECOND).read(ZERO).attempt(ZERO).call(ZERO));

		assertThat(unlimited.call()).isZero();
	}

	@Test
	void attemptMayBeLongerThanACallWithoutALimit() {
		assertThat(TimeoutSettings.DEFAULTS.with((it) -> it.connect(SECOND).read(ZERO).attempt(SECOND).call(ZERO))
			.attempt()).isEqualTo(SECOND);
	}

	@Test
	void attemptMayTakeTheWholeCall() {
		assertThat(TimeoutSettings.DEFAULTS
			.with((it) -> it.connect(SECOND).read(ZERO).attempt(SECOND).call(SECOND).deadlineHeader("Deadline"))
			.call()).isEqualTo(SECOND);
	}

	@Test
	void disabledBudgetMayBeEmpty() {
		assertThat(RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(false).ratio(0).minPerSecond(0)).enabled())
			.isFalse();
	}

	@Test
	@SuppressWarnings("NullAway") // the binder passes null for an empty collection
	void missingCollectionsAreEmpty() {
		RetrySettings retry = RetrySettings.DEFAULTS.with((it) -> it.enabled(true)
			.maxAttempts(1)
			.minBackoff(SECOND)
			.maxBackoff(SECOND)
			.jitter(Jitter.FULL)
			.maxRetryAfter(ZERO)
			.methods(null)
			.statuses(null)
			.exceptions(null)
			.ignoredExceptions(null)
			.idempotencyKey(IdempotencyKeyMode.NONE)
			.idempotencyHeader("Key")
			.replayBuffer(DataSize.ofBytes(0)));
		ClassifierSettings classifier = ClassifierSettings.DEFAULTS.with((it) -> it.failureStatuses(null)
			.transientStatuses(null)
			.transientWithRetryAfterStatuses(null)
			.ignoredStatuses(null)
			.notSentExceptions(null)
			.ignoredExceptions(null));

		assertThat(retry.methods()).isEmpty();
		assertThat(retry.statuses()).isEmpty();
		assertThat(retry.exceptions()).isEmpty();
		assertThat(retry.ignoredExceptions()).isEmpty();
		assertThat(classifier).isEqualTo(ClassifierSettings.DEFAULTS.with((it) -> it.failureStatuses(List.of())
			.transientStatuses(List.of())
			.transientWithRetryAfterStatuses(List.of())
			.ignoredStatuses(List.of())
			.notSentExceptions(Set.of())
			.ignoredExceptions(Set.of())));
	}

	@Test
	void collectionsAreCopied() {
		List<StatusRange> statuses = new java.util.ArrayList<>(List.of(StatusRange.of(503)));
		ClassifierSettings settings = ClassifierSettings.DEFAULTS.with((it) -> it.failureStatuses(statuses)
			.transientStatuses(List.of())
			.transientWithRetryAfterStatuses(List.of())
			.ignoredStatuses(List.of())
			.notSentExceptions(Set.of())
			.ignoredExceptions(Set.of()));

		statuses.clear();

		assertThat(settings.failureStatuses()).containsExactly(StatusRange.of(503));
	}

	@ParameterizedTest
	@CsvSource({ "503,503,503", "500-599,500,599", "' 500 - 599 ',500,599", "5xx,500,599", "4XX,400,499" })
	void statusRangeIsReadInEachForm(String text, int first, int last) {
		assertThat(StatusRange.valueOf(text)).isEqualTo(new StatusRange(first, last));
	}

	@ParameterizedTest
	@CsvSource({ "''", "abc", "50", "1000", "599-500", "0xx", "-503", "500-", "5x", "xxx" })
	void whatIsNoStatusRangeIsRefusedWithTheFormsThereAre(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusRange.valueOf(text))
			.withMessageContaining("Write 503, 500-599 or 5xx.");
	}

}
