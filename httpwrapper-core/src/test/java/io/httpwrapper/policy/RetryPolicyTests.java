package io.httpwrapper.policy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import javax.net.ssl.SSLHandshakeException;

import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.policy.RetryCondition.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTests {

	private static final Duration BACKOFF = Duration.ofMillis(100);

	private final VirtualTime time = new VirtualTime();

	private RetryBudget budget = new RetryBudget(RetryBudgetSettings.DEFAULTS, this.time::nanoTime);

	private RetryPolicy policy(Retries retries, RetryCondition... conditions) {
		RetrySettings settings = retries.settings();
		return new RetryPolicy(settings, List.of(conditions), this.budget, new Backoff(settings, new Random(1)),
				this.time);
	}

	private RetryDecision decide(Attempt attempt) {
		return policy(new Retries()).decide(attempt.outcome());
	}

	private static RetryCondition says(Answer answer) {
		return (outcome) -> answer;
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 425, 429, 500, 502, 503, 504 })
	void retryStatusIsRepeatedAfterTheBackoff(int status) {
		RetryDecision decision = decide(new Attempt().status(status));

		assertThat(decision).isEqualTo(new RetryDecision(RetryReason.STATUS, BACKOFF.toNanos()));
		assertThat(decision.repeat()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 204, 304, 400, 401, 404, 409, 501, 505 })
	void otherStatusIsNotWorthARepeat(int status) {
		RetryDecision decision = decide(new Attempt().status(status));

		assertThat(decision).isEqualTo(new RetryDecision(RetryReason.NOT_WORTH, 0));
		assertThat(decision.repeat()).isFalse();
	}

	@Test
	void statusesAreThoseOfTheSettings() {
		RetryPolicy policy = policy(new Retries().statuses(new StatusRange(520, 529)));

		assertThat(policy.decide(new Attempt().status(522).outcome()).reason()).isEqualTo(RetryReason.STATUS);
		assertThat(policy.decide(new Attempt().status(503).outcome()).reason()).isEqualTo(RetryReason.NOT_WORTH);
	}

	@Test
	void errorIsRepeatedForItsOwnNameOrASuperclasssName() {
		assertThat(decide(new Attempt().error(new IOException("reset"))).reason()).isEqualTo(RetryReason.EXCEPTION);
		assertThat(decide(new Attempt().error(new java.io.EOFException())).reason()).isEqualTo(RetryReason.EXCEPTION);
	}

	@Test
	void errorIsRepeatedForTheNameOfACause() {
		Throwable error = new IllegalStateException(new RuntimeException(new TimeoutException()));

		assertThat(decide(new Attempt().error(error)).reason()).isEqualTo(RetryReason.EXCEPTION);
	}

	@Test
	void suppressedErrorsSayNothing() {
		Throwable error = new IllegalStateException("bug");
		error.addSuppressed(new IOException("earlier attempt"));

		assertThat(decide(new Attempt().error(error)).reason()).isEqualTo(RetryReason.NOT_WORTH);
	}

	@Test
	void unknownErrorIsNotWorthARepeat() {
		assertThat(decide(new Attempt().error(new IllegalStateException("bug"))).reason())
			.isEqualTo(RetryReason.NOT_WORTH);
	}

	@Test
	void ignoredExceptionWinsOverOneWorthARepeat() {
		Throwable error = new IOException(new SSLHandshakeException("unknown ca"));

		assertThat(decide(new Attempt().error(error)).reason()).isEqualTo(RetryReason.NOT_WORTH);
	}

	@Test
	void ignoredExceptionWinsOverANeverSentRequest() {
		RetryPolicy policy = policy(new Retries().ignoredExceptions("ConnectException"));

		assertThat(policy.decide(new Attempt().notSent(new ConnectException()).outcome()).reason())
			.isEqualTo(RetryReason.NOT_WORTH);
	}

	@Test
	void neverSentRequestIsRepeatedWhateverItsMethod() {
		RetryDecision decision = decide(new Attempt().method("POST").notSent(new ConnectException("refused")));

		assertThat(decision).isEqualTo(new RetryDecision(RetryReason.NOT_SENT, BACKOFF.toNanos()));
	}

	@Test
	void neverSentRequestIsRepeatedThoughNoSettingNamesItsError() {
		assertThat(decide(new Attempt().notSent(new IllegalStateException("refused stream"))).reason())
			.isEqualTo(RetryReason.NOT_SENT);
	}

	@Test
	void responseJudgedNeverProcessedIsRepeatedWhateverItsMethod() {
		Attempt attempt = new Attempt().method("POST").status(421).verdict(Verdict.NOT_SENT);

		assertThat(decide(attempt).reason()).isEqualTo(RetryReason.NOT_SENT);
	}

	@Test
	void brokenBodyIsRepeatedForItsError() {
		assertThat(decide(new Attempt().status(200).error(new IOException("premature end"))).reason())
			.isEqualTo(RetryReason.BODY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PATCH", "get", "PROPFIND" })
	void requestThatMayHaveArrivedIsNotRepeatedByAnotherMethod(String method) {
		assertThat(decide(new Attempt().method(method).status(503)).reason()).isEqualTo(RetryReason.METHOD);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" })
	void idempotentMethodIsRepeated(String method) {
		assertThat(decide(new Attempt().method(method).status(503)).reason()).isEqualTo(RetryReason.STATUS);
	}

	@Test
	void idempotentRequestIsRepeatedWhateverItsMethod() {
		assertThat(decide(new Attempt().method("POST").idempotent().status(503)).reason())
			.isEqualTo(RetryReason.STATUS);
	}

	@Test
	void bodyThatCanBeReadOnlyOnceIsSentOnce() {
		assertThat(decide(new Attempt().method("PUT").oneTimeBody().status(503)).reason())
			.isEqualTo(RetryReason.ONE_TIME_BODY);
		assertThat(decide(new Attempt().oneTimeBody().notSent(new ConnectException())).reason())
			.isEqualTo(RetryReason.ONE_TIME_BODY);
	}

	@Test
	void lastAttemptIsNotRepeated() {
		RetryPolicy policy = policy(new Retries().maxAttempts(3));

		assertThat(policy.decide(new Attempt().number(2).status(503).outcome()).repeat()).isTrue();
		assertThat(policy.decide(new Attempt().number(3).status(503).outcome()).reason())
			.isEqualTo(RetryReason.MAX_ATTEMPTS);
	}

	@Test
	void nothingIsRepeatedWhenRetryIsOff() {
		RetryPolicy policy = policy(new Retries().disabled(), says(Answer.RETRY));

		assertThat(policy.decide(new Attempt().status(503).outcome()).reason()).isEqualTo(RetryReason.DISABLED);
	}

	@Test
	void conditionMakesASuccessWorthARepeat() {
		RetryPolicy policy = policy(new Retries(), says(Answer.RETRY));

		assertThat(policy.decide(new Attempt().status(200).outcome()))
			.isEqualTo(new RetryDecision(RetryReason.CONDITION, BACKOFF.toNanos()));
	}

	@Test
	void conditionStopsWhatTheSettingsWouldRepeat() {
		RetryPolicy policy = policy(new Retries(), says(Answer.STOP));

		assertThat(policy.decide(new Attempt().status(503).outcome()).reason()).isEqualTo(RetryReason.NOT_WORTH);
		assertThat(policy.decide(new Attempt().notSent(new ConnectException()).outcome()).reason())
			.isEqualTo(RetryReason.NOT_WORTH);
	}

	@Test
	void firstConditionThatDoesNotAbstainDecides() {
		List<String> asked = new ArrayList<>();
		RetryPolicy policy = policy(new Retries(), (outcome) -> {
			asked.add("first");
			return Answer.ABSTAIN;
		}, (outcome) -> {
			asked.add("second");
			return Answer.RETRY;
		}, (outcome) -> {
			asked.add("third");
			return Answer.STOP;
		});

		assertThat(policy.decide(new Attempt().status(404).outcome()).reason()).isEqualTo(RetryReason.CONDITION);
		assertThat(asked).containsExactly("first", "second");
	}

	@Test
	void settingsDecideWhenAllConditionsAbstain() {
		RetryPolicy policy = policy(new Retries(), says(Answer.ABSTAIN));

		assertThat(policy.decide(new Attempt().status(503).outcome()).reason()).isEqualTo(RetryReason.STATUS);
		assertThat(policy.decide(new Attempt().status(404).outcome()).reason()).isEqualTo(RetryReason.NOT_WORTH);
	}

	@Test
	void conditionSeesTheWholeOutcome() {
		AttemptOutcome outcome = new Attempt().status(503).outcome();
		List<AttemptOutcome> seen = new ArrayList<>();

		policy(new Retries(), (attempt) -> {
			seen.add(attempt);
			return Answer.STOP;
		}).decide(outcome);

		assertThat(seen).containsExactly(outcome);
	}

	@Test
	void safetyHoldsAgainstACondition() {
		RetryPolicy policy = policy(new Retries(), says(Answer.RETRY));

		assertThat(policy.decide(new Attempt().method("POST").status(503).outcome()).reason())
			.isEqualTo(RetryReason.METHOD);
		assertThat(policy.decide(new Attempt().oneTimeBody().status(503).outcome()).reason())
			.isEqualTo(RetryReason.ONE_TIME_BODY);
		assertThat(policy.decide(new Attempt().number(3).status(503).outcome()).reason())
			.isEqualTo(RetryReason.MAX_ATTEMPTS);
		assertThat(policy.decide(new Attempt().retryAfter("11").status(503).outcome()).reason())
			.isEqualTo(RetryReason.PUSHBACK);
		assertThat(policy.decide(new Attempt().remaining(BACKOFF).status(503).outcome()).reason())
			.isEqualTo(RetryReason.DEADLINE);
	}

	@Test
	void longerRetryAfterWinsOverTheBackoff() {
		assertThat(decide(new Attempt().status(503).retryAfter("2")).pauseNanos())
			.isEqualTo(Duration.ofSeconds(2).toNanos());
	}

	@Test
	void longerBackoffWinsOverRetryAfter() {
		assertThat(decide(new Attempt().status(503).retryAfter("0")).pauseNanos()).isEqualTo(BACKOFF.toNanos());
	}

	@Test
	void retryAfterAsADateIsMeasuredOnTheClock() {
		assertThat(decide(new Attempt().status(429).retryAfter("Thu, 01 Jan 2026 00:00:03 GMT")).pauseNanos())
			.isEqualTo(Duration.ofSeconds(3).toNanos());
	}

	@Test
	void malformedRetryAfterLeavesTheBackoff() {
		assertThat(decide(new Attempt().status(503).retryAfter("soon")).pauseNanos()).isEqualTo(BACKOFF.toNanos());
	}

	@Test
	void longestRetryAfterIsStillWaitedFor() {
		assertThat(decide(new Attempt().status(503).retryAfter("10")).repeat()).isTrue();
		assertThat(decide(new Attempt().status(503).retryAfter("11")).reason()).isEqualTo(RetryReason.PUSHBACK);
	}

	@Test
	void noRetryAfterIsWaitedForWhenTheLongestIsZero() {
		RetryPolicy policy = policy(new Retries().maxRetryAfter(Duration.ZERO));

		assertThat(policy.decide(new Attempt().status(503).retryAfter("1").outcome()).reason())
			.isEqualTo(RetryReason.PUSHBACK);
		assertThat(policy.decide(new Attempt().status(503).retryAfter("0").outcome()).repeat()).isTrue();
		assertThat(policy.decide(new Attempt().status(503).outcome()).repeat()).isTrue();
	}

	@Test
	void pauseThatDoesNotEndBeforeTheDeadlineIsNotBegun() {
		assertThat(decide(new Attempt().status(503).remaining(BACKOFF)).reason()).isEqualTo(RetryReason.DEADLINE);
		assertThat(decide(new Attempt().status(503).remaining(BACKOFF.plusNanos(1))).repeat()).isTrue();
	}

	@Test
	void retryAfterBeyondTheDeadlineStopsInsteadOfBeingCut() {
		Attempt attempt = new Attempt().status(503).retryAfter("5").remaining(Duration.ofSeconds(5));

		assertThat(decide(attempt).reason()).isEqualTo(RetryReason.DEADLINE);
	}

	@Test
	void nobodyWaitsForARefusal() {
		RetryPolicy policy = policy(new Retries());
		AttemptOutcome failed = new Attempt().status(503).outcome();

		assertThat(policy.decide(failed, BACKOFF.toNanos() + 1).reason()).isEqualTo(RetryReason.REJECTED);
		assertThat(this.budget.withdrawn()).isZero();
		assertThat(policy.decide(failed, BACKOFF.toNanos()).repeat()).isTrue();
	}

	@Test
	void spentBudgetStopsTheRepeat() {
		this.budget = new RetryBudget(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0).minPerSecond(1)),
				this.time::nanoTime);

		assertThat(decide(new Attempt().status(503)).repeat()).isTrue();
		assertThat(decide(new Attempt().status(503)).reason()).isEqualTo(RetryReason.BUDGET);
	}

	@Test
	void onlyARepeatDrawsOnTheBudget() {
		decide(new Attempt().status(404));
		decide(new Attempt().status(503).number(3));
		decide(new Attempt().status(503).method("POST"));
		decide(new Attempt().status(503).oneTimeBody());
		decide(new Attempt().status(503).retryAfter("11"));
		decide(new Attempt().status(503).remaining(Duration.ZERO));
		assertThat(this.budget.withdrawn() + this.budget.refused()).isZero();

		decide(new Attempt().status(503));
		assertThat(this.budget.withdrawn()).isEqualTo(1);
	}

	@Test
	void pauseGrowsWithTheAttempt() {
		assertThat(decide(new Attempt().number(2).status(503)).pauseNanos()).isEqualTo(2 * BACKOFF.toNanos());
	}

	@Test
	void successOutsideTheRetryStatusesPassesUnasked() {
		RetryPolicy policy = policy(new Retries());

		assertThat(policy.passes(Verdict.SUCCESS, 200)).isTrue();
		assertThat(policy.passes(Verdict.SUCCESS, 404)).isTrue();
		assertThat(policy.passes(Verdict.SUCCESS, 1234)).isTrue();
		assertThat(policy.passes(Verdict.SUCCESS, 503)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(value = Verdict.class, mode = EnumSource.Mode.EXCLUDE, names = "SUCCESS")
	void otherVerdictIsAskedAbout(Verdict verdict) {
		assertThat(policy(new Retries()).passes(verdict, 200)).isFalse();
	}

	@Test
	void everyResponseIsAskedAboutWhenThereAreConditions() {
		assertThat(policy(new Retries(), says(Answer.ABSTAIN)).passes(Verdict.SUCCESS, 200)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 200, 301, 404, 408, 429, 501, 503, 599, 999 })
	void whatPassesUnaskedWouldNotHaveBeenRepeated(int status) {
		RetryPolicy policy = policy(new Retries());

		boolean repeat = policy.decide(new Attempt().status(status).verdict(Verdict.SUCCESS).outcome()).repeat();

		assertThat(policy.passes(Verdict.SUCCESS, status)).isEqualTo(!repeat);
	}

	/** A first GET that is over, with all the time there is. */
	private static final class Attempt {

		private String method = "GET";

		private int number = 1;

		private int status;

		private @Nullable String retryAfter;

		private @Nullable Throwable error;

		private Verdict verdict = Verdict.FAILURE;

		private boolean idempotent;

		private boolean repeatableBody = true;

		private long remainingNanos = Long.MAX_VALUE;

		Attempt method(String method) {
			this.method = method;
			return this;
		}

		Attempt number(int number) {
			this.number = number;
			return this;
		}

		Attempt status(int status) {
			this.status = status;
			return this;
		}

		Attempt retryAfter(String retryAfter) {
			this.retryAfter = retryAfter;
			return this;
		}

		Attempt error(Throwable error) {
			this.error = error;
			return this;
		}

		Attempt notSent(Throwable error) {
			return error(error).verdict(Verdict.NOT_SENT);
		}

		Attempt verdict(Verdict verdict) {
			this.verdict = verdict;
			return this;
		}

		Attempt idempotent() {
			this.idempotent = true;
			return this;
		}

		Attempt oneTimeBody() {
			this.repeatableBody = false;
			return this;
		}

		Attempt remaining(Duration remaining) {
			this.remainingNanos = remaining.toNanos();
			return this;
		}

		AttemptOutcome outcome() {
			Map<String, String> headers = (this.retryAfter != null) ? Map.of("Retry-After", this.retryAfter) : Map.of();
			Function<String, @Nullable String> header = headers::get;
			return new AttemptOutcome("orders", this.method, URI.create("https://orders.internal/1"), this.number,
					this.status, header, this.error, this.verdict, this.idempotent, this.repeatableBody,
					this.remainingNanos, 0);
		}

	}

}
