package io.httpwrapper.policy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The open and the half-open circuit.
 */
class CircuitRecoveryTests {

	@Test
	void openCircuitRefusesUntilTheRecoveryTimeoutIsOver() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.open();

		circuit.time.advance(Duration.ofNanos(999_999_999));
		assertThat(circuit.refuses()).isTrue();
		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofNanos(1));
		circuit.time.advance(Duration.ofNanos(1));

		assertThat(circuit.refuses()).isFalse();
		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
		assertThat(circuit.reason()).isEqualTo("open for 1 s, now trying");
	}

	@Test
	void openCircuitKeepsTheNumbersThatOpenedIt() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());

		circuit.open();
		circuit.refuses();

		CircuitSnapshot snapshot = circuit.breaker.snapshot();
		assertThat(snapshot.calls()).isEqualTo(4);
		assertThat(snapshot.failures()).isEqualTo(4);
		assertThat(snapshot.consecutiveFailures()).isEqualTo(4);
		assertThat(snapshot.refused()).isEqualTo(1);
		assertThat(snapshot.nextTrial()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void jitterLengthensTheWaitByAtMostAFifth() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings(), 0.5);

		circuit.open();

		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofMillis(1100));
	}

	@Test
	void waitDoublesWithEachOpeningInARowUpToItsCap() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.open();

		for (int seconds : new int[] { 1, 2, 4, 8, 8, 8 }) {
			assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(seconds));
			circuit.time.advance(circuit.untilTrial());
			circuit.attempts(1, Verdict.FAILURE);
		}

		assertThat(circuit.reason()).isEqualTo("a trial failed");
	}

	@Test
	void waitGrowsFromADayWithoutOverflow() {
		CircuitFixture circuit = new CircuitFixture(
				new CircuitSettings().recovery(Duration.ofDays(1), Duration.ofDays(100_000_000)), 0.999);
		circuit.open();

		for (int i = 0; i < 20; i++) {
			Duration before = circuit.untilTrial();
			circuit.time.advance(before);
			circuit.attempts(1, Verdict.FAILURE);
			assertThat(circuit.untilTrial()).isGreaterThanOrEqualTo(before);
		}
	}

	@Test
	void circuitThatOpensSoonAfterItClosedWaitsLonger() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();
		circuit.attempts(2, Verdict.SUCCESS);

		circuit.time.advance(Duration.ofSeconds(10));
		circuit.open();

		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void circuitThatStayedClosedForLongerThanItsWindowForgetsEarlierOpenings() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();
		circuit.attempts(2, Verdict.SUCCESS);

		circuit.time.advance(Duration.ofSeconds(10).plusNanos(1));
		circuit.open();

		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void circuitWithACountWindowForgetsEarlierOpeningsAfterTheLongestRecovery() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().count(10));
		circuit.openAndWait();
		circuit.attempts(2, Verdict.SUCCESS);
		circuit.time.advance(Duration.ofSeconds(8));
		circuit.open();
		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(2));

		circuit.time.advance(circuit.untilTrial());
		circuit.attempts(2, Verdict.SUCCESS);
		circuit.time.advance(Duration.ofSeconds(8).plusNanos(1));
		circuit.open();

		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void retryAfterOfTheFailureThatOpensLengthensTheWait() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.attempts(3, Verdict.FAILURE);

		circuit.settle(circuit.acquire(), Verdict.FAILURE, Duration.ZERO, Duration.ofSeconds(3).toNanos());

		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void retryAfterNeitherShortensTheWaitNorExceedsItsCap() {
		CircuitFixture shorter = new CircuitFixture(new CircuitSettings().failureThreshold(1));
		CircuitFixture longer = new CircuitFixture(new CircuitSettings().failureThreshold(1));

		shorter.settle(shorter.acquire(), Verdict.FAILURE, Duration.ZERO, 0);
		longer.settle(longer.acquire(), Verdict.FAILURE, Duration.ZERO, Long.MAX_VALUE);

		assertThat(shorter.untilTrial()).isEqualTo(Duration.ofSeconds(1));
		assertThat(longer.untilTrial()).isEqualTo(Duration.ofSeconds(8));
	}

	@Test
	void retryAfterOfAFailedTrialLengthensTheWait() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();

		circuit.settle(circuit.acquire(), Verdict.FAILURE, Duration.ZERO, Duration.ofSeconds(7).toNanos());

		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void halfOpenCircuitHasAFixedNumberOfPlaces() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();

		circuit.acquire();
		circuit.acquire();

		assertThat(circuit.refuses()).isTrue();
		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(5));
		assertThat(circuit.breaker.snapshot().nextTrial()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void circuitClosesWhenAllTrialsSucceeded() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().trials(3, Duration.ofSeconds(5)));
		circuit.openAndWait();

		circuit.attempts(2, Verdict.SUCCESS);
		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
		circuit.attempts(1, Verdict.SUCCESS);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.reason()).isEqualTo("3 trials succeeded");
		assertThat(circuit.transitions).extracting(CircuitTransition::to)
			.containsExactly(CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED);
	}

	@Test
	void placeOfATrialThatSucceededIsNotUsedAgain() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();

		circuit.attempts(1, Verdict.SUCCESS);
		circuit.acquire();

		assertThat(circuit.refuses()).isTrue();
	}

	@Test
	void oneFailedTrialOpensAgainAtOnce() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();
		Permit other = circuit.acquire();

		circuit.attempts(1, Verdict.NOT_SENT);
		assertThat(circuit.refuses()).isTrue();
		circuit.settle(other, Verdict.FAILURE);

		assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
		assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void slowTrialOpensAgain() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().slowCalls(0.5, Duration.ofSeconds(2)));
		circuit.openAndWait();

		circuit.attempts(1, Verdict.SUCCESS, Duration.ofMillis(2001));

		assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
		assertThat(circuit.reason()).isEqualTo("a trial took longer than 2 s");
	}

	@Test
	void ignoredTrialGivesItsPlaceBack() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();

		circuit.attempts(10, Verdict.IGNORED);
		circuit.attempts(10, Verdict.TRANSIENT_FAILURE);

		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
		circuit.attempts(2, Verdict.SUCCESS);
		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void trialThatNeverAnswersLosesItsPlaceToTheNextCaller() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().trials(1, Duration.ofSeconds(5)));
		circuit.openAndWait();
		Permit lost = circuit.acquire();

		circuit.time.advance(Duration.ofSeconds(5).minusNanos(1));
		assertThat(circuit.refuses()).isTrue();
		circuit.time.advance(Duration.ofNanos(1));
		assertThat(circuit.untilTrial()).isZero();
		Permit next = circuit.acquire();
		circuit.settle(lost, Verdict.FAILURE);
		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
		circuit.settle(next, Verdict.SUCCESS);

		assertThat(circuit.reason()).isEqualTo("1 trial succeeded");
	}

	@Test
	void trialThatAnswersLateButKeptItsPlaceCounts() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().trials(1, Duration.ofSeconds(5)));
		circuit.openAndWait();
		Permit late = circuit.acquire();

		circuit.time.advance(Duration.ofSeconds(6));
		circuit.settle(late, Verdict.SUCCESS);

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void trialThatIsSettledTwiceCountsOnce() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();
		Permit trial = circuit.acquire();

		circuit.settle(trial, Verdict.SUCCESS);
		circuit.settle(trial, Verdict.SUCCESS);
		circuit.settle(trial, Verdict.IGNORED);

		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
		assertThat(circuit.breaker.snapshot().calls()).isEqualTo(1);
	}

	@Test
	void brokenBodyOfASucceededTrialOpensAgain() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings());
		circuit.openAndWait();
		Permit trial = circuit.acquire();
		circuit.settle(trial, Verdict.SUCCESS);

		trial.bodyFailed(circuit.time.nanoTime());

		assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
		assertThat(circuit.reason()).isEqualTo("the body of a trial broke");
	}

	@Test
	void brokenBodyOfATrialDoesNotMoveTheCircuitThatItClosed() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().trials(1, Duration.ofSeconds(5)));
		circuit.openAndWait();
		Permit trial = circuit.acquire();
		circuit.settle(trial, Verdict.SUCCESS);

		trial.bodyFailed(circuit.time.nanoTime());

		assertThat(circuit.state()).isEqualTo(CircuitState.CLOSED);
		assertThat(circuit.breaker.snapshot().failures()).isZero();
	}

	@Test
	void trialOfAnEarlierHalfOpenStateDoesNotCloseALaterOne() {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().trials(2, Duration.ofSeconds(5)));
		circuit.openAndWait();
		Permit old = circuit.acquire();
		circuit.attempts(1, Verdict.FAILURE);
		circuit.time.advance(circuit.untilTrial());
		circuit.attempts(1, Verdict.SUCCESS);

		circuit.settle(old, Verdict.SUCCESS);

		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
	}

}
