package io.httpwrapper.policy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The closed circuit, the modes and what is told about them.
 */
class CircuitBreakerTests {

	private static final Duration SLOW = Duration.ofMillis(2001);

	@Test
	void newBreakerIsClosedAndLetsEverythingIn() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		assertThat(circuit.refuses()).isFalse();
		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.untilTrial()).isZero();
		assertThat(circuit.breaker.snapshot().nextTrial()).isNull();
		assertThat(circuit.breaker.name()).isEqualTo("orders:443");
	}

	@Test
	void closedCircuitOpensWhenTheFailureRateReachesItsLimit() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().failureRate(0.6));

		circuit.attempts(4, Verdict.SUCCESS);
		circuit.attempts(5, Verdict.FAILURE);
		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		circuit.attempts(1, Verdict.FAILURE);

		assertThat(circuit.refuses()).isTrue();
		assertThat(circuit.transitions).containsExactly(new CircuitTransition("orders:443", CircuitState.CLOSED,
				CircuitState.OPEN, "6 of 10 attempts failed, limit 60%"));
	}

	@Test
	void rateThatNoDoubleProductHitsExactlyStillOpensAtItsLimit() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().failureRate(0.07).minCalls(100));

		circuit.attempts(93, Verdict.SUCCESS);
		circuit.attempts(7, Verdict.FAILURE);

		assertThat(circuit.reason()).isEqualTo("7 of 100 attempts failed, limit 7%");
	}

	@Test
	void closedCircuitWaitsForEnoughCallsBeforeItJudgesTheRate() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.attempts(3, Verdict.FAILURE);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void successThatCompletesTheCallsOpensToo() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.attempts(3, Verdict.FAILURE);
		circuit.attempts(1, Verdict.SUCCESS);

		assertThat(circuit.reason()).isEqualTo("3 of 4 attempts failed, limit 50%");
	}

	@Test
	void successesThatBringTheRateBelowItsLimitInTimeKeepTheCircuitClosed() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.attempts(1, Verdict.FAILURE);
		circuit.attempts(20, Verdict.SUCCESS);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void closedCircuitOpensWhenTooManyAttemptsAreSlow() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().slowCalls(0.5, Duration.ofSeconds(2)));

		circuit.attempts(2, Verdict.SUCCESS, Duration.ofSeconds(2));
		circuit.attempts(1, Verdict.SUCCESS, SLOW);
		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		circuit.attempts(1, Verdict.SUCCESS, SLOW);

		assertThat(circuit.reason()).isEqualTo("2 of 4 attempts took longer than 2 s, limit 50%");
	}

	@Test
	void noAttemptIsSlowWhenNoSlowCallDurationIsSet() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.attempts(100, Verdict.SUCCESS, Duration.ofHours(1));

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.breaker.snapshot().slowCalls()).isZero();
	}

	@Test
	void closedCircuitOpensAfterFailuresInARowWhateverTheRate() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().failureThreshold(3));

		circuit.attempts(100, Verdict.SUCCESS);
		circuit.attempts(2, Verdict.FAILURE);
		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		circuit.attempts(1, Verdict.FAILURE);

		assertThat(circuit.reason()).isEqualTo("3 failures in a row");
	}

	@Test
	void successEndsTheRow() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().failureThreshold(3).minCalls(100));

		for (int i = 0; i < 10; i++) {
			circuit.attempts(2, Verdict.FAILURE);
			assertThat(circuit.breaker.snapshot().consecutiveFailures()).isEqualTo(2);
			circuit.attempts(1, Verdict.SUCCESS);
		}

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.breaker.snapshot().consecutiveFailures()).isZero();
	}

	@Test
	void rowOfZeroNeverOpens() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().failureThreshold(0).minCalls(10_000));

		circuit.attempts(1000, Verdict.FAILURE);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void attemptThatWasNotSentIsAFailure() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.attempts(4, Verdict.NOT_SENT);

		assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void ignoredAttemptIsNotCounted() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().slowCalls(0.5, Duration.ofSeconds(2)));

		circuit.attempts(100, Verdict.IGNORED, SLOW);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.breaker.snapshot().calls()).isZero();
	}

	@Test
	void remoteThatQuicklyAsksToComeBackLaterIsNotCounted() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().slowCalls(0.5, Duration.ofSeconds(2)));

		circuit.attempts(100, Verdict.TRANSIENT_FAILURE);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.breaker.snapshot().calls()).isZero();
	}

	@Test
	void remoteThatSlowlyAsksToComeBackLaterFailed() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().slowCalls(1, Duration.ofSeconds(2)));

		circuit.attempts(4, Verdict.TRANSIENT_FAILURE, SLOW);

		assertThat(circuit.reason()).isEqualTo("4 of 4 attempts failed, limit 50%");
	}

	@Test
	void remoteThatAsksToComeBackLaterNeitherEndsNorExtendsTheRow() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().failureThreshold(3));

		circuit.attempts(2, Verdict.FAILURE);
		circuit.attempts(5, Verdict.TRANSIENT_FAILURE);
		assertThat(circuit.breaker.snapshot().consecutiveFailures()).isEqualTo(2);
		circuit.attempts(1, Verdict.FAILURE);

		assertThat(circuit.reason()).isEqualTo("3 failures in a row");
	}

	@Test
	void bodyThatBreaksTurnsASuccessIntoAFailure() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		Permit permit = circuit.acquire();
		circuit.attempts(3, Verdict.SUCCESS);
		circuit.settle(permit, Verdict.SUCCESS);

		permit.bodyFailed(circuit.time.nanoTime());
		assertThat(circuit.breaker.snapshot().failureRate()).isEqualTo(0.25);
		permit.bodyFailed(circuit.time.nanoTime());

		assertThat(circuit.reason()).isEqualTo("2 of 4 attempts failed, limit 50%");
	}

	@Test
	void bodyThatBreaksAfterItsAttemptLeftTheWindowDoesNotMakeARateAboveOne() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		Permit permit = circuit.acquire();
		circuit.settle(permit, Verdict.SUCCESS);
		circuit.time.advance(Duration.ofSeconds(10));

		permit.bodyFailed(circuit.time.nanoTime());

		assertThat(circuit.breaker.snapshot().failureRate()).isZero();
		circuit.attempts(1, Verdict.FAILURE);
		assertThat(circuit.breaker.snapshot().failureRate()).isEqualTo(1);
	}

	@Test
	void bodyThatBreaksCountsForTheRow() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().failureThreshold(2).minCalls(100));
		Permit permit = circuit.acquire();
		circuit.settle(permit, Verdict.SUCCESS);
		circuit.attempts(1, Verdict.FAILURE);

		permit.bodyFailed(circuit.time.nanoTime());

		assertThat(circuit.reason()).isEqualTo("2 failures in a row");
	}

	@Test
	void attemptsLeaveATimeWindowAfterItsLength() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.attempts(3, Verdict.FAILURE);
		circuit.time.advance(Duration.ofSeconds(9));
		assertThat(circuit.breaker.snapshot().failures()).isEqualTo(3);
		circuit.time.advance(Duration.ofSeconds(1));

		assertThat(circuit.breaker.snapshot().failures()).isZero();
		circuit.attempts(3, Verdict.FAILURE);
		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void timeWindowSlidesAndDoesNotTumble() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.time.advance(Duration.ofMillis(8500));
		circuit.attempts(2, Verdict.FAILURE);
		circuit.time.advance(Duration.ofSeconds(8));
		circuit.attempts(2, Verdict.FAILURE);

		assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void attemptsLeaveACountWindowWhenItIsFull() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().count(10).minCalls(10));

		circuit.attempts(4, Verdict.FAILURE);
		circuit.attempts(6, Verdict.SUCCESS);
		assertThat(circuit.breaker.snapshot().failures()).isEqualTo(4);
		circuit.attempts(3, Verdict.SUCCESS);

		assertThat(circuit.breaker.snapshot().failures()).isEqualTo(1);
		assertThat(circuit.breaker.snapshot().calls()).isEqualTo(10);
	}

	@Test
	void countWindowForgetsNothingWithTime() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().count(10));

		circuit.attempts(3, Verdict.FAILURE);
		circuit.time.advance(Duration.ofDays(1));
		circuit.attempts(1, Verdict.FAILURE);

		assertThat(circuit.reason()).isEqualTo("4 of 4 attempts failed, limit 50%");
	}

	@Test
	void settledResultOfAnOldStateMovesNothing() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		Permit early = circuit.acquire();
		circuit.openAndWait();
		circuit.attempts(2, Verdict.SUCCESS);
		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);

		for (int i = 0; i < 100; i++) {
			circuit.settle(early, Verdict.FAILURE);
		}
		early.bodyFailed(circuit.time.nanoTime());

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.breaker.snapshot().calls()).isZero();
	}

	@Test
	void lateSuccessOfTheClosedCircuitDoesNotCloseAHalfOpenOne() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		Permit early = circuit.acquire();
		circuit.openAndWait();
		circuit.acquire();

		for (int i = 0; i < 10; i++) {
			circuit.settle(early, Verdict.SUCCESS);
		}

		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
	}

	@Test
	void closedCircuitHandsOutOnePermitToAll() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		assertThat(circuit.acquire()).isSameAs(circuit.acquire());
	}

	@Test
	void forcedOpenRefusesUntilToldOtherwise() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.breaker.mode(CircuitMode.FORCED_OPEN);
		circuit.time.advance(Duration.ofDays(365));

		assertThat(circuit.refuses()).isTrue();
		assertThat(circuit.breaker.untilTrialNanos(circuit.time.nanoTime())).isEqualTo(Long.MAX_VALUE);
		assertThat(circuit.breaker.snapshot().nextTrial()).isNull();
		assertThat(circuit.breaker.snapshot().refused()).isEqualTo(1);
		assertThat(circuit.reason()).isEqualTo("set by hand");
	}

	@Test
	void disabledLetsEverythingInAndMeasuresNothing() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().mode(CircuitMode.DISABLED));

		circuit.attempts(100, Verdict.FAILURE);

		assertThat(circuit.refuses()).isFalse();
		assertThat(circuit.breaker.snapshot().calls()).isZero();
		assertThat(circuit.state()).isEqualTo(CircuitState.DISABLED);
	}

	@Test
	void metricsOnlyMeasuresAndNeverOpens() {
		CircuitFixture circuit = new CircuitFixture(
				new CircuitSettings().mode(CircuitMode.METRICS_ONLY).failureThreshold(3));

		circuit.attempts(100, Verdict.FAILURE);

		assertThat(circuit.refuses()).isFalse();
		assertThat(circuit.breaker.snapshot().failures()).isEqualTo(100);
		assertThat(circuit.state()).isEqualTo(CircuitState.METRICS_ONLY);
		assertThat(circuit.transitions).isEmpty();
	}

	@Test
	void modeNormalClosesAndEmptiesTheWindow() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.open();

		circuit.breaker.mode(CircuitMode.NORMAL);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.breaker.snapshot().calls()).isZero();
		assertThat(circuit.transitions).last()
			.isEqualTo(new CircuitTransition("orders:443", CircuitState.OPEN, CircuitState.CLOSED, "set by hand"));
	}

	@Test
	void modeNormalOfAClosedCircuitEmptiesTheWindowAndTellsNoTransition() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.attempts(3, Verdict.FAILURE);

		circuit.breaker.mode(CircuitMode.NORMAL);

		assertThat(circuit.breaker.snapshot().calls()).isZero();
		assertThat(circuit.transitions).isEmpty();
	}

	@Test
	void modeThatIsInForceAlreadyChangesNothing() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().mode(CircuitMode.METRICS_ONLY));
		circuit.attempts(3, Verdict.FAILURE);

		circuit.breaker.mode(CircuitMode.METRICS_ONLY);

		assertThat(circuit.breaker.snapshot().calls()).isEqualTo(3);
		assertThat(circuit.transitions).isEmpty();
	}

	@Test
	void listenerThatThrowsDoesNotDisturbTheAttempt() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		SlidingWindowCircuitBreaker breaker = new SlidingWindowCircuitBreaker("orders:443",
				new CircuitSettings().failureThreshold(1).build(), circuit.time::nanoTime, () -> 0, (transition) -> {
					throw new IllegalStateException("broken listener");
				});

		Permit permit = breaker.tryAcquire();
		assertThat(permit).isNotNull();
		circuit.settle(permit, Verdict.FAILURE);

		assertThat(breaker.snapshot().state()).isEqualTo(CircuitState.OPEN);
		assertThat(breaker.snapshot().reason()).isEqualTo("1 failure");
	}

	@Test
	void snapshotTellsHowLongTheStateHasLasted() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.time.advance(Duration.ofSeconds(7));

		assertThat(circuit.breaker.snapshot().since()).isEqualTo(Duration.ofSeconds(7));
	}

}
