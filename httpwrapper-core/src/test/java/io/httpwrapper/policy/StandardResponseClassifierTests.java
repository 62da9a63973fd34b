package io.httpwrapper.policy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StandardResponseClassifierTests {

	private static final Function<String, @Nullable String> NO_HEADERS = (name) -> null;

	private static final Function<String, @Nullable String> UNREADABLE = (name) -> {
		throw new AssertionError(name + " was read");
	};

	private final StandardResponseClassifier classifier = new StandardResponseClassifier(ClassifierSettings.DEFAULTS);

	@ParameterizedTest
	@CsvSource({ "200,SUCCESS", "301,SUCCESS", "400,SUCCESS", "404,SUCCESS", "408,TRANSIENT_FAILURE",
			"425,TRANSIENT_FAILURE", "429,TRANSIENT_FAILURE", "499,SUCCESS", "500,FAILURE", "503,FAILURE",
			"599,FAILURE", "600,SUCCESS", "999,SUCCESS", "1000,SUCCESS" })
	void defaultsTellFailuresFromSuccesses(int status, Verdict verdict) {
		assertThat(this.classifier.response(status, NO_HEADERS)).isEqualTo(verdict);
	}

	@Test
	void unavailableWithRetryAfterIsTransient() {
		assertThat(this.classifier.response(503, (name) -> "Retry-After".equals(name) ? "1" : null))
			.isEqualTo(Verdict.TRANSIENT_FAILURE);
	}

	@Test
	void otherFailureWithRetryAfterStaysAFailure() {
		assertThat(this.classifier.response(500, (name) -> "1")).isEqualTo(Verdict.FAILURE);
	}

	@ParameterizedTest
	@CsvSource({ "200", "404", "429", "500" })
	void headerIsNotReadWhereItChangesNothing(int status) {
		assertThat(this.classifier.response(status, UNREADABLE)).isNotNull();
	}

	@Test
	void statusNamedTwiceIsWhatTheEarlierListSays() {
		List<StatusRange> all = List.of(new StatusRange(100, 999));

		assertThat(classify(all, all, all, all)).isEqualTo(Verdict.IGNORED);
		assertThat(classify(List.of(), all, all, all)).isEqualTo(Verdict.TRANSIENT_FAILURE);
		assertThat(classify(List.of(), List.of(), all, all)).isEqualTo(Verdict.FAILURE);
		assertThat(classify(List.of(), List.of(), all, List.of())).isEqualTo(Verdict.SUCCESS);
	}

	private static Verdict classify(List<StatusRange> ignored, List<StatusRange> transients,
			List<StatusRange> withRetryAfter, List<StatusRange> failures) {
		ClassifierSettings settings = ClassifierSettings.DEFAULTS.with((it) -> it.failureStatuses(failures)
			.transientStatuses(transients)
			.transientWithRetryAfterStatuses(withRetryAfter)
			.ignoredStatuses(ignored)
			.notSentExceptions(Set.of())
			.ignoredExceptions(Set.of()));
		return new StandardResponseClassifier(settings).response(418, NO_HEADERS);
	}

	@Test
	void connectionThatWasNeverMadeMeansNotSent() {
		assertThat(this.classifier.error(new ConnectException("refused"))).isEqualTo(Verdict.NOT_SENT);
		assertThat(this.classifier.error(new RuntimeException(new UnknownHostException("orders"))))
			.isEqualTo(Verdict.NOT_SENT);
	}

	@Test
	void otherErrorIsAFailure() {
		assertThat(this.classifier.error(new IOException("reset"))).isEqualTo(Verdict.FAILURE);
		assertThat(this.classifier.error(new TimeoutException())).isEqualTo(Verdict.FAILURE);
		assertThat(this.classifier.error(new IllegalStateException("bug"))).isEqualTo(Verdict.FAILURE);
	}

	@Test
	void ignoredExceptionWinsOverNotSent() {
		ClassifierSettings settings = ClassifierSettings.DEFAULTS.with((it) -> it.failureStatuses(List.of())
			.transientStatuses(List.of())
			.transientWithRetryAfterStatuses(List.of())
			.ignoredStatuses(List.of())
			.notSentExceptions(Set.of("java.net.ConnectException"))
			.ignoredExceptions(Set.of("java.io.IOException")));

		assertThat(new StandardResponseClassifier(settings).error(new ConnectException())).isEqualTo(Verdict.IGNORED);
	}

}
