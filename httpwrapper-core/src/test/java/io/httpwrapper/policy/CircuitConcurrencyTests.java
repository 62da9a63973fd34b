package io.httpwrapper.policy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitConcurrencyTests {

	private static final int THREADS = 4;

	@Test
	void everyInterleavingOfAClosedCircuitGivesWhatSomeOrderWouldGive() {
		options(ClosedModel.class).iterations(6).check(ClosedUnderTest.class);
	}

	@Test
	void everyInterleavingOfAHalfOpenCircuitGivesWhatSomeOrderWouldGive() {
		options(HalfOpenModel.class).actorsBefore(0).check(HalfOpenUnderTest.class);
	}

	@Test
	void noTrialStartsOnceAnotherHasFailed() {
		options(HalfOpenModel.class).actorsBefore(0).check(ReopeningUnderTest.class);
	}

	@Test
	void successThatCompletesTheCallsBesideAFailureIsNeverMissed() {
		// from empty, or the calls would be complete before the threads start
		options(RateModel.class).actorsBefore(0).iterations(30).check(RateUnderTest.class);
	}

	@Test
	void successThatCompletesTheCallsBesideOneThatLoweredTheRateIsNeverMissed() {
		options(WatchedModel.class).actorsBefore(0).actorsPerThread(2).iterations(30).check(WatchedUnderTest.class);
	}

	@Test
	void circuitThatClosesWhileItsWindowIsChangedHasTheNewOne() {
		options(ChangedUnderTest.class).actorsBefore(0).actorsAfter(0).iterations(3).check(ChangedUnderTest.class);
	}

	@ParameterizedTest
	@EnumSource(WindowType.class)
	void countsAreExactOnceAllThreadsAreDone(WindowType type) throws Exception {
		CircuitSettings settings = new CircuitSettings().mode(CircuitMode.METRICS_ONLY)
			.slowCalls(1, Duration.ofSeconds(1));
		int each = 3_000;
		CircuitFixture circuit = new CircuitFixture((type == WindowType.TIME) ? settings : settings.count(2_000));

		inParallel((thread) -> () -> {
			for (int i = 0; i < each; i++) {
				circuit.attempts(1, (i % 3 == 0) ? Verdict.FAILURE : Verdict.SUCCESS,
						(i % 2 == 0) ? Duration.ofSeconds(2) : Duration.ZERO);
			}
			return null;
		});
		CircuitSnapshot snapshot = circuit.breaker.snapshot();

		if (type == WindowType.TIME) {
			assertThat(snapshot.calls()).isEqualTo(THREADS * each);
			assertThat(snapshot.failures()).isEqualTo(THREADS * each / 3);
			assertThat(snapshot.slowCalls()).isEqualTo(THREADS * each / 2);
		}
		else {
			circuit.attempts(1_999, Verdict.SUCCESS);
			assertThat(circuit.breaker.snapshot().calls()).isEqualTo(2_000);
			assertThat(circuit.breaker.snapshot().failures()).isBetween(0L, 1L);
			circuit.attempts(1, Verdict.SUCCESS);
			assertThat(circuit.breaker.snapshot().failures()).isZero();
			assertThat(circuit.breaker.snapshot().slowCalls()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(WindowType.class)
	void threadsThatOnlySucceedNeverOpen(WindowType type) throws Exception {
		CircuitSettings settings = new CircuitSettings().failureRate(0.001).failureThreshold(1).minCalls(1);
		CircuitFixture circuit = new CircuitFixture((type == WindowType.TIME) ? settings : settings.count(10));

		inParallel((thread) -> () -> {
			for (int i = 0; i < 20_000; i++) {
				circuit.attempts(1, Verdict.SUCCESS);
				circuit.time.advance(Duration.ofMillis(1));
			}
			return null;
		});

		assertThat(circuit.transitions).isEmpty();
	}

	@Test
	void circuitOpensOnceHoweverManyThreadsFail() throws Exception {
		for (int round = 0; round < 300; round++) {
			CircuitFixture circuit = new CircuitFixture(new CircuitSettings().minCalls(THREADS));
			List<Permit> permits = IntStream.range(0, THREADS).mapToObj((i) -> circuit.acquire()).toList();

			inParallel((thread) -> () -> {
				circuit.settle(permits.get(thread), Verdict.FAILURE);
				return null;
			});

			assertThat(circuit.transitions).hasSize(1);
			assertThat(circuit.untilTrial()).isEqualTo(Duration.ofSeconds(1));
		}
	}

	@Test
	void noMoreTrialsThanPlacesRunAtOnce() throws Exception {
		CircuitFixture circuit = new CircuitFixture(new CircuitSettings().trials(3, Duration.ofDays(1)));
		circuit.openAndWait();
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();

		inParallel((thread) -> () -> {
			for (int i = 0; i < 20_000; i++) {
				Permit permit = circuit.breaker.tryAcquire();
				if (permit != null) {
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
					running.decrementAndGet();
					circuit.settle(permit, Verdict.IGNORED);
				}
			}
			return null;
		});

		assertThat(most.get()).isBetween(1, 3);
		assertThat(circuit.state()).isEqualTo(CircuitState.HALF_OPEN);
	}

	@Test
	void transitionsFormOneChainAndEachIsToldOnce() throws Exception {
		CircuitFixture circuit = new CircuitFixture(
				new CircuitSettings().failureThreshold(3).trials(2, Duration.ofSeconds(1)));
		AtomicLong refused = new AtomicLong();

		inParallel((thread) -> () -> {
			Random random = new Random(thread);
			Permit late = null;
			for (int i = 0; i < 30_000; i++) {
				Permit permit = circuit.breaker.tryAcquire();
				if (permit == null) {
					refused.incrementAndGet();
					circuit.time.advance(Duration.ofMillis(50));
				}
				else if (random.nextInt(10) == 0) {
					settle(circuit, late, random);
					late = permit;
				}
				else {
					settle(circuit, permit, random);
				}
			}
			return null;
		});

		Map<CircuitState, Integer> balance = new ConcurrentHashMap<>();
		circuit.transitions.forEach((transition) -> {
			balance.merge(transition.from(), -1, Integer::sum);
			balance.merge(transition.to(), 1, Integer::sum);
		});
		CircuitState last = circuit.state();
		balance.merge(CircuitState.CLOSED, 1, Integer::sum);
		assertThat(circuit.transitions).hasSizeGreaterThan(100);
		assertThat(balance).allSatisfy((state, visits) -> assertThat(visits).isEqualTo((state == last) ? 1 : 0));
		assertThat(circuit.breaker.snapshot().refused()).isEqualTo(refused.get());
	}

	@Test
	void hostsMetByManyThreadsAtOnceHaveOneBreakerAndStayBounded() throws Exception {
		List<String> created = new CopyOnWriteArrayList<>();
		List<String> evicted = new CopyOnWriteArrayList<>();
		CircuitFixture clock = new CircuitFixture(new CircuitSettings());
		CircuitBreakers breakers = new CircuitBreakers("orders", new CircuitSettings().maxHosts(5).build(),
				SlidingWindowCircuitBreaker.factory(clock.time::nanoTime, () -> 0), (transition) -> {
				});
		breakers.watch((breaker) -> created.add(breaker.name()), (breaker) -> evicted.add(breaker.name()));

		inParallel((thread) -> () -> {
			Random random = new Random(thread);
			for (int i = 0; i < 2_000; i++) {
				String host = "host" + random.nextInt(10);
				assertThat(breakers.forHost(URI.create("https://" + host)).name()).isEqualTo(host + ":443");
			}
			return null;
		});

		assertThat(breakers.all()).hasSize(5);
		assertThat(created).hasSize(evicted.size() + 5);
		breakers.all().forEach((breaker) -> assertThat(breakers.find(breaker.name())).containsSame(breaker));
		assertThat(Set.copyOf(breakers.all())).hasSize(5);
	}

	private static void settle(CircuitFixture circuit, @Nullable Permit permit, Random random) {
		if (permit != null) {
			circuit.settle(permit, switch (random.nextInt(8)) {
				case 0, 1 -> Verdict.FAILURE;
				case 2 -> Verdict.IGNORED;
				case 3 -> Verdict.TRANSIENT_FAILURE;
				default -> Verdict.SUCCESS;
			});
		}
	}

	private static ModelCheckingOptions options(Class<?> model) {
		return new ModelCheckingOptions().iterations(12)
			.invocationsPerIteration(500)
			.threads(2)
			.actorsPerThread(3)
			.sequentialSpecification(model);
	}

	private static void inParallel(IntFunction<Callable<@Nullable Void>> work) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			for (Future<?> result : threads.invokeAll(IntStream.range(0, THREADS).mapToObj(work).toList())) {
				result.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** Two failures in a row open; time stands still. */
	public static class ClosedUnderTest {

		private final SlidingWindowCircuitBreaker breaker = new SlidingWindowCircuitBreaker("orders",
				new CircuitSettings().count(4).failureThreshold(2).build(), () -> 0, () -> 0, (transition) -> {
				});

		@Operation
		public boolean acquire() {
			return this.breaker.tryAcquire(0) != null;
		}

		@Operation
		public void fail() {
			settle(Verdict.FAILURE);
		}

		@Operation
		public void ignore() {
			settle(Verdict.IGNORED);
		}

		@Operation
		public void close() {
			this.breaker.mode(CircuitMode.NORMAL);
		}

		private void settle(Verdict verdict) {
			Permit permit = this.breaker.tryAcquire(0);
			if (permit != null) {
				permit.settle(verdict, 0, 0, Permit.NO_RETRY_AFTER);
			}
		}

	}

	/** The same circuit, written for one thread. */
	public static class ClosedModel {

		private int row;

		public boolean acquire() {
			return this.row < 2;
		}

		public void fail() {
			this.row = Math.min(2, this.row + 1);
		}

		public void ignore() {
		}

		public void close() {
			this.row = 0;
		}

	}

	/** Opens with three calls in, if one of them failed; time stands still. */
	public static class RateUnderTest {

		private final SlidingWindowCircuitBreaker breaker = new SlidingWindowCircuitBreaker("orders",
				new CircuitSettings().count(100).minCalls(3).failureRate(0.01).build(), () -> 0, () -> 0,
				(transition) -> {
				});

		@Operation
		public boolean acquire() {
			return this.breaker.tryAcquire(0) != null;
		}

		@Operation
		public void fail() {
			settle(Verdict.FAILURE);
		}

		@Operation
		public void succeed() {
			settle(Verdict.SUCCESS);
		}

		private void settle(Verdict verdict) {
			Permit permit = this.breaker.tryAcquire(0);
			if (permit != null) {
				permit.settle(verdict, 0, 0, Permit.NO_RETRY_AFTER);
			}
		}

	}

	/** The same circuit, written for one thread. */
	public static class RateModel {

		private int calls;

		private boolean failed;

		public boolean acquire() {
			return this.calls < 3 || !this.failed;
		}

		public void fail() {
			this.calls++;
			this.failed = true;
		}

		public void succeed() {
			this.calls++;
		}

	}

	/**
	 * Opens with seven calls in, if two of them failed. Four are in, one of which failed:
	 * that is past the limit, the next success brings the rate below it, the next failure
	 * back.
	 */
	public static class WatchedUnderTest {

		private final SlidingWindowCircuitBreaker breaker = new SlidingWindowCircuitBreaker("orders",
				new CircuitSettings().count(100).minCalls(7).failureRate(0.22).build(), () -> 0, () -> 0,
				(transition) -> {
				});

		public WatchedUnderTest() {
			succeed();
			succeed();
			succeed();
			fail();
		}

		@Operation
		public boolean acquire() {
			return this.breaker.tryAcquire(0) != null;
		}

		@Operation
		public void fail() {
			settle(Verdict.FAILURE);
		}

		@Operation
		public void succeed() {
			settle(Verdict.SUCCESS);
		}

		private void settle(Verdict verdict) {
			Permit permit = this.breaker.tryAcquire(0);
			if (permit != null) {
				permit.settle(verdict, 0, 0, Permit.NO_RETRY_AFTER);
			}
		}

	}

	/** The same circuit, written for one thread. */
	public static class WatchedModel {

		private int calls = 4;

		private int failures = 1;

		private boolean open;

		public boolean acquire() {
			return !this.open;
		}

		public void fail() {
			count(1);
		}

		public void succeed() {
			count(0);
		}

		private void count(int failed) {
			if (!this.open) {
				this.calls++;
				this.failures += failed;
				this.open = this.calls >= 7 && (double) this.failures / this.calls >= 0.22;
			}
		}

	}

	/** A half-open circuit whose only trial is under way. */
	public static class ChangedUnderTest {

		private static final long LATER = Duration.ofMinutes(1).toNanos();

		private final SlidingWindowCircuitBreaker breaker = new SlidingWindowCircuitBreaker("orders",
				new CircuitSettings().count(10).minCalls(1).trials(1, Duration.ofDays(1)).build(), () -> 0, () -> 0,
				(transition) -> {
				});

		private final Permit trial;

		private boolean changed;

		public ChangedUnderTest() {
			settle(acquire(0), Verdict.FAILURE, 0);
			this.trial = acquire(LATER);
		}

		@Operation(runOnce = true)
		public void change() {
			this.breaker.change(new CircuitSettings().count(5).minCalls(1).build());
			this.changed = true;
		}

		@Operation(runOnce = true)
		public void succeed() {
			settle(this.trial, Verdict.SUCCESS, LATER);
		}

		@Validate
		public void windowIsThatOfTheSettings() {
			if (this.breaker.snapshot().state() == CircuitState.CLOSED) {
				for (int i = 0; i < 10; i++) {
					settle(acquire(LATER), Verdict.SUCCESS, LATER);
				}
				long calls = this.breaker.snapshot().calls();
				if (calls != (this.changed ? 5 : 10)) {
					throw new IllegalStateException("The window holds " + calls);
				}
			}
		}

		private Permit acquire(long now) {
			return Objects.requireNonNull(this.breaker.tryAcquire(now));
		}

		private static void settle(Permit permit, Verdict verdict, long now) {
			permit.settle(verdict, now, now, Permit.NO_RETRY_AFTER);
		}

	}

	/**
	 * A half-open circuit with two places, both taken; time stands still, so it never
	 * opens for another try. One attempt is not settled by two threads at once: the one
	 * that comes second would be done before the effect of the first.
	 */
	public static class HalfOpenUnderTest {

		private static final long NOW = 1_000_000_000;

		private final SlidingWindowCircuitBreaker breaker = new SlidingWindowCircuitBreaker("orders",
				new CircuitSettings().failureThreshold(1).build(), () -> 0, () -> 0, (transition) -> {
				});

		private final @Nullable Permit first;

		private final @Nullable Permit second;

		public HalfOpenUnderTest() {
			settle(this.breaker.tryAcquire(0), Verdict.FAILURE, 0);
			this.first = this.breaker.tryAcquire(NOW);
			this.second = this.breaker.tryAcquire(NOW);
		}

		@Operation
		public boolean acquire() {
			return this.breaker.tryAcquire(NOW) != null;
		}

		@Operation(nonParallelGroup = "first")
		public void firstSucceeds() {
			settle(this.first, Verdict.SUCCESS, NOW);
		}

		@Operation(nonParallelGroup = "first")
		public void firstIsIgnored() {
			settle(this.first, Verdict.IGNORED, NOW);
		}

		@Operation(nonParallelGroup = "second")
		public void secondSucceeds() {
			settle(this.second, Verdict.SUCCESS, NOW);
		}

		@Operation(nonParallelGroup = "second")
		public void secondIsIgnored() {
			settle(this.second, Verdict.IGNORED, NOW);
		}

		void secondFails() {
			settle(this.second, Verdict.FAILURE, NOW);
		}

		private static void settle(@Nullable Permit permit, Verdict verdict, long now) {
			if (permit != null) {
				permit.settle(verdict, now, now, Permit.NO_RETRY_AFTER);
			}
		}

	}

	/**
	 * The same circuit, with a trial that fails; time stands still, so it never tries
	 * again. One thread asks: of two, one may refuse since the other took the place, and
	 * the other give it back when it sees that the circuit has opened.
	 */
	public static class ReopeningUnderTest {

		private final HalfOpenUnderTest circuit = new HalfOpenUnderTest();

		@Operation(nonParallelGroup = "acquire")
		public boolean acquire() {
			return this.circuit.acquire();
		}

		@Operation(nonParallelGroup = "first")
		public void firstIsIgnored() {
			this.circuit.firstIsIgnored();
		}

		@Operation(nonParallelGroup = "second")
		public void secondFails() {
			this.circuit.secondFails();
		}

	}

	/** The same circuit, written for one thread. */
	public static class HalfOpenModel {

		private boolean firstRuns = true;

		private boolean secondRuns = true;

		private int free;

		private int passed;

		private boolean open;

		public boolean acquire() {
			if (this.open) {
				return false;
			}
			if (this.passed == 2) {
				return true;
			}
			boolean granted = this.free > 0;
			this.free -= (granted) ? 1 : 0;
			return granted;
		}

		public void firstSucceeds() {
			if (this.firstRuns) {
				this.firstRuns = false;
				this.passed++;
			}
		}

		public void firstIsIgnored() {
			if (this.firstRuns) {
				this.firstRuns = false;
				this.free++;
			}
		}

		public void secondSucceeds() {
			if (this.secondRuns) {
				this.secondRuns = false;
				this.passed++;
			}
		}

		public void secondIsIgnored() {
			if (this.secondRuns) {
				this.secondRuns = false;
				this.free++;
			}
		}

		public void secondFails() {
			if (this.secondRuns) {
				this.secondRuns = false;
				this.open = true;
			}
		}

	}

}
