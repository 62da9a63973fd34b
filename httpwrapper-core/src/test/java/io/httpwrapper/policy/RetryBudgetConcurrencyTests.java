package io.httpwrapper.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBudgetConcurrencyTests {

	private static final int THREADS = 4;

	private static final int CALLS = 50_000;

	@Test
	void everyInterleavingGivesWhatSomeOrderOfTheOperationsWouldGive() {
		new ModelCheckingOptions().iterations(10)
			.invocationsPerIteration(300)
			.threads(2)
			.actorsPerThread(3)
			.sequentialSpecification(SequentialBudget.class)
			.check(BudgetUnderTest.class);
	}

	@Test
	void noDepositIsLostAndNoneIsSpentTwice() throws Exception {
		// Power of two: sums are exact. Never full: each deposit counts.
		RetryBudget budget = new RetryBudget(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0.25).minPerSecond(0)), () -> 0);
		Callable<Integer> caller = () -> {
			int granted = 0;
			for (int i = 0; i < CALLS; i++) {
				budget.onCall();
				granted += budget.tryWithdraw() ? 1 : 0;
			}
			return granted;
		};
		List<Integer> granted = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			for (Future<Integer> result : threads.invokeAll(java.util.Collections.nCopies(THREADS, caller))) {
				granted.add(result.get());
			}
		}
		finally {
			threads.shutdownNow();
		}
		int sum = granted.stream().mapToInt(Integer::intValue).sum();

		assertThat(sum + budget.balance()).isEqualTo(THREADS * CALLS / 4.0);
		assertThat(budget.withdrawn()).isEqualTo(sum);
		assertThat(budget.refused()).isEqualTo((long) THREADS * CALLS - sum);
	}

	/**
	 * Two calls pay for a repeat, one repeat is there at the start, time stands still.
	 */
	public static class BudgetUnderTest {

		private final RetryBudget budget = new RetryBudget(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0.5).minPerSecond(1)), () -> 0);

		@Operation
		public void call() {
			this.budget.onCall();
		}

		@Operation
		public boolean withdraw() {
			return this.budget.tryWithdraw();
		}

	}

	/** The same budget, written for one thread. */
	public static class SequentialBudget {

		private int halves = 2;

		public void call() {
			this.halves++;
		}

		public boolean withdraw() {
			boolean granted = this.halves >= 2;
			this.halves -= (granted) ? 2 : 0;
			return granted;
		}

	}

}
