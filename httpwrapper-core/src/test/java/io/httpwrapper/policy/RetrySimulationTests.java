package io.httpwrapper.policy;

import java.net.URI;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoublePredicate;

import io.httpwrapper.fixture.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the default policy and budget do to a remote, in virtual time with seeded chance:
 * GETs arrive at an even rate, fail by chance, and are repeated after their pauses.
 */
class RetrySimulationTests {

	private static final URI ORDERS = URI.create("https://orders.internal/1");

	@ParameterizedTest
	@ValueSource(ints = { 250, 1000, 5000 })
	void loadStaysBelowFiveQuartersWhenEverythingFails(int callsPerSecond) {
		Simulation outage = new Simulation(RetryBudgetSettings.DEFAULTS, 1);

		outage.run(callsPerSecond, Duration.ofMinutes(2), (second) -> true);

		assertThat(outage.load()).isBetween(1.2, 1.25);
		assertThat(outage.success()).isZero();
	}

	@Test
	void savingsOfAQuietTimeAddNoMoreThanHundredRequestsToAnOutage() {
		Simulation outage = new Simulation(RetryBudgetSettings.DEFAULTS, 2);
		outage.time.advance(Duration.ofHours(1));

		outage.run(1000, Duration.ofSeconds(10), (second) -> true);

		assertThat(outage.attempts).isBetween(10_000L + 2000 + 190, 10_000L + 2000 + 200);
	}

	@Test
	void loadOfAnUnlimitedBudgetWouldBeThreefold() {
		Simulation outage = new Simulation(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(false).ratio(0.2).minPerSecond(10)), 3);

		outage.run(1000, Duration.ofSeconds(30), (second) -> true);

		assertThat(outage.load()).isEqualTo(3.0);
	}

	@ParameterizedTest
	@CsvSource({ "10,4", "250,5", "1000,6", "5000,7" })
	void nearlyAllSucceedWhenFiveOfAHundredAttemptsFail(int callsPerSecond, long seed) {
		Simulation simulation = new Simulation(RetryBudgetSettings.DEFAULTS, seed);

		simulation.run(callsPerSecond, Duration.ofSeconds(200_000 / callsPerSecond),
				(second) -> simulation.random.nextDouble() < 0.05);

		assertThat(simulation.success()).isGreaterThanOrEqualTo(0.999);
		assertThat(simulation.load()).isBetween(1.045, 1.06);
	}

	@Test
	void nearlyAllSucceedWithoutTheSecondsShare() {
		Simulation simulation = new Simulation(
				RetryBudgetSettings.DEFAULTS.with((it) -> it.enabled(true).ratio(0.2).minPerSecond(0)), 8);

		simulation.run(1000, Duration.ofSeconds(200), (second) -> simulation.random.nextDouble() < 0.05);

		assertThat(simulation.success()).isGreaterThanOrEqualTo(0.999);
	}

	@Test
	void callsSucceedAgainAtOnceAfterAnOutage() {
		Simulation simulation = new Simulation(RetryBudgetSettings.DEFAULTS, 9);
		simulation.run(1000, Duration.ofMinutes(1), (second) -> true);
		simulation.forget();

		simulation.run(1000, Duration.ofSeconds(60), (second) -> simulation.random.nextDouble() < 0.05);

		assertThat(simulation.success()).isGreaterThanOrEqualTo(0.999);
	}

	private static final class Simulation {

		private final VirtualTime time = new VirtualTime();

		private final Random random;

		private final RetryBudget budget;

		private final RetryPolicy policy;

		private final PriorityQueue<Attempt> queue = new PriorityQueue<>(
				(a, b) -> Long.compare(a.atNanos(), b.atNanos()));

		private long calls;

		private long attempts;

		private long successes;

		Simulation(RetryBudgetSettings budget, long seed) {
			this.random = new Random(seed);
			this.budget = new RetryBudget(budget, this.time::nanoTime);
			RetrySettings settings = RetrySettings.DEFAULTS;
			this.policy = new RetryPolicy(settings, java.util.List.of(), this.budget,
					new Backoff(settings, this.random), this.time);
		}

		void run(int callsPerSecond, Duration length, DoublePredicate fails) {
			long total = callsPerSecond * length.toSeconds();
			for (long i = 0; i < total; i++) {
				this.queue.add(new Attempt(i * (1_000_000_000L / callsPerSecond), 1, 0));
			}
			long now = 0;
			while (!this.queue.isEmpty()) {
				Attempt attempt = this.queue.remove();
				this.time.advance(Duration.ofNanos(attempt.atNanos() - now));
				now = attempt.atNanos();
				send(attempt, fails.test(now / 1e9));
			}
		}

		private void send(Attempt attempt, boolean failed) {
			this.attempts++;
			if (attempt.number() == 1) {
				this.calls++;
				this.budget.onCall();
			}
			if (!failed) {
				this.successes++;
				return;
			}
			RetryDecision decision = this.policy.decide(new AttemptOutcome("orders", "GET", ORDERS, attempt.number(),
					503, (name) -> null, null, Verdict.FAILURE, false, true, Long.MAX_VALUE, attempt.pauseNanos()));
			if (decision.repeat()) {
				this.queue.add(new Attempt(attempt.atNanos() + decision.pauseNanos(), attempt.number() + 1,
						decision.pauseNanos()));
			}
		}

		void forget() {
			this.calls = 0;
			this.attempts = 0;
			this.successes = 0;
		}

		double load() {
			return (double) this.attempts / this.calls;
		}

		double success() {
			return (double) this.successes / this.calls;
		}

	}

	private record Attempt(long atNanos, int number, long pauseNanos) {

	}

}
