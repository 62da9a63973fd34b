package io.httpwrapper.policy;

import java.time.Duration;

import io.httpwrapper.fixture.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RetryBudgetTests {

	private final VirtualTime time = new VirtualTime();

	private RetryBudget budget(double ratio, double minPerSecond) {
		return new RetryBudget(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(ratio).minPerSecond(minPerSecond)),
				this.time::nanoTime);
	}

	private static void calls(RetryBudget budget, int calls) {
		for (int i = 0; i < calls; i++) {
			budget.onCall();
		}
	}

	private static int withdrawAll(RetryBudget budget) {
		int granted = 0;
		while (budget.tryWithdraw()) {
			granted++;
		}
		return granted;
	}

	@Test
	void startsWithOneSecondOfTheRate() {
		assertThat(withdrawAll(budget(0.2, 7))).isEqualTo(7);
	}

	@Test
	void startsEmptyWhenOnlyCallsDeposit() {
		assertThat(budget(0.2, 0).tryWithdraw()).isFalse();
	}

	@Test
	void fiveCallsPayForOneRepeatAtARatioOfOneFifth() {
		RetryBudget budget = budget(0.2, 0);

		calls(budget, 4);
		assertThat(budget.tryWithdraw()).isFalse();
		calls(budget, 1);
		assertThat(withdrawAll(budget)).isEqualTo(1);
	}

	@Test
	void refusalsDoNotSpendDeposits() {
		RetryBudget budget = budget(0.25, 0);

		for (int i = 0; i < 3; i++) {
			budget.onCall();
			assertThat(budget.tryWithdraw()).isFalse();
		}
		budget.onCall();

		assertThat(budget.tryWithdraw()).isTrue();
	}

	@Test
	void timeDepositsWithoutCalls() {
		RetryBudget budget = budget(0, 2);
		withdrawAll(budget);

		this.time.advance(Duration.ofMillis(499));
		assertThat(budget.tryWithdraw()).isFalse();
		this.time.advance(Duration.ofMillis(1));

		assertThat(withdrawAll(budget)).isEqualTo(1);
	}

	@Test
	void timeDepositsAcrossTheOverflowOfTheClock() {
		RetryBudget budget = budget(0, 10);
		withdrawAll(budget);

		for (int i = 0; i < 120; i++) {
			this.time.advance(Duration.ofSeconds(1));
			assertThat(withdrawAll(budget)).isEqualTo(10);
		}
	}

	@Test
	void tenSecondsOfTheRateAreSavedAtMost() {
		RetryBudget budget = budget(0.2, 10);

		this.time.advance(Duration.ofDays(30));
		calls(budget, 100_000);

		assertThat(withdrawAll(budget)).isEqualTo(100);
	}

	@Test
	void tenRepeatsAreSavedAtMostWhenOnlyCallsDeposit() {
		RetryBudget budget = budget(0.2, 0);

		calls(budget, 100_000);

		assertThat(withdrawAll(budget)).isEqualTo(10);
	}

	@Test
	void balanceCountsDepositsNotYetWithdrawn() {
		RetryBudget budget = budget(0.2, 10);

		calls(budget, 6);
		this.time.advance(Duration.ofMillis(250));

		assertThat(budget.balance()).isEqualTo(10 + 1.2 + 2.5, within(1e-9));
	}

	@Test
	void withdrawalsAndRefusalsAreCounted() {
		RetryBudget budget = budget(0.2, 2);

		withdrawAll(budget);
		budget.tryWithdraw();

		assertThat(budget.withdrawn()).isEqualTo(2);
		assertThat(budget.refused()).isEqualTo(2);
	}

	@Test
	void disabledBudgetAllowsEverythingAndStillCounts() {
		RetryBudget budget = new RetryBudget(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(false).ratio(0).minPerSecond(0)),
				this.time::nanoTime);

		for (int i = 0; i < 1000; i++) {
			assertThat(budget.tryWithdraw()).isTrue();
		}

		assertThat(budget.withdrawn()).isEqualTo(1000);
		assertThat(budget.refused()).isZero();
	}

	@Test
	void clockThatRunsBackwardsTakesNothingAway() {
		long[] now = { 1_000_000_000 };
		RetryBudget budget = new RetryBudget(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0).minPerSecond(1)), () -> now[0]);

		now[0] = 0;
		assertThat(budget.balance()).isEqualTo(1);
		assertThat(budget.tryWithdraw()).isTrue();
		now[0] = 1_900_000_000;

		assertThat(budget.tryWithdraw()).isFalse();
	}

}
