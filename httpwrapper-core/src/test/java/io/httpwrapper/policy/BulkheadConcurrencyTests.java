package io.httpwrapper.policy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BulkheadConcurrencyTests {

	private static final int THREADS = 4;

	private static BulkheadSettings settings(int places, int maxWaiting) {
		return BulkheadSettings.DEFAULTS.with((it) -> it.maxConcurrent(ConcurrencyLimit.of(places))
			.maxWaiting(maxWaiting)
			.maxWait(Duration.ofSeconds(1)));
	}

	@Test
	void everyInterleavingGivesWhatSomeOrderOfTheOperationsWouldGive() {
		new ModelCheckingOptions().iterations(15)
			.invocationsPerIteration(500)
			.threads(2)
			.actorsBefore(2)
			.actorsPerThread(3)
			.actorsAfter(2)
			.sequentialSpecification(SequentialBulkhead.class)
			.check(BulkheadUnderTest.class);
	}

	/** Nobody is let in twice, over the limit or never; at the end all is as at first. */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void nothingIsLostWhateverThreadsComeGoAndGiveUp(long seed) throws Exception {
		int most = 3;
		Bulkhead bulkhead = new Bulkhead(settings(most, 8));
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger peak = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		AtomicInteger left = new AtomicInteger();
		AtomicInteger let = new AtomicInteger();
		int each = 40_000;

		inParallel((thread) -> {
			Random random = new Random(seed * THREADS + thread);
			Deque<Call> mine = new ArrayDeque<>();
			for (int i = 0; i < each; i++) {
				Call call = new Call(bulkhead, inside, peak, let, random.nextInt(4) == 0);
				if (!bulkhead.await(call)) {
					refused.incrementAndGet();
				}
				else {
					mine.add(call);
				}
				if (mine.size() > random.nextInt(4)) {
					left.addAndGet(mine.remove().end() ? 0 : 1);
				}
				if (random.nextInt(50) == 0) {
					bulkhead.change(settings(1 + random.nextInt(most), random.nextInt(9)));
				}
			}
			mine.forEach((call) -> left.addAndGet(call.end() ? 0 : 1));
		});

		assertThat(peak.get()).isBetween(1, most);
		assertThat(inside.get()).isZero();
		assertThat(let.get() + left.get() + refused.get()).isEqualTo(THREADS * each);
		assertThat(bulkhead.snapshot().inUse()).isZero();
		assertThat(bulkhead.snapshot().waiting()).isZero();
		assertThat(bulkhead.snapshot().rejected()).isEqualTo(refused.get());
		assertThat(left.get()).isPositive();
		assertThat(refused.get()).isPositive();
	}

	private static void inParallel(Work work) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> results = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				results.add(threads.submit(() -> work.run(thread)));
			}
			for (Future<?> result : results) {
				result.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@FunctionalInterface
	private interface Work {

		void run(int thread);

	}

	/** Comes, maybe stays for a while, and goes; or gives up the wait. */
	private static final class Call implements Bulkhead.Waiter {

		private final Bulkhead bulkhead;

		private final AtomicInteger inside;

		private final AtomicInteger peak;

		private final AtomicInteger let;

		private final boolean brief;

		private final AtomicReference<@Nullable Permit> place = new AtomicReference<>();

		private final AtomicBoolean abandoned = new AtomicBoolean();

		Call(Bulkhead bulkhead, AtomicInteger inside, AtomicInteger peak, AtomicInteger let, boolean brief) {
			this.bulkhead = bulkhead;
			this.inside = inside;
			this.peak = peak;
			this.let = let;
			this.brief = brief;
		}

		@Override
		public void letIn(Permit place) {
			this.let.incrementAndGet();
			this.peak.accumulateAndGet(this.inside.incrementAndGet(), Math::max);
			if (!this.place.compareAndSet(null, place)) {
				throw new AssertionError("let in twice");
			}
			if (this.brief || this.abandoned.get()) {
				goes();
			}
		}

		private void goes() {
			Permit place = this.place.getAndSet(null);
			if (place != null) {
				this.inside.decrementAndGet();
				place.release();
			}
		}

		/** Whether it had been let in. */
		boolean end() {
			if (this.bulkhead.leave(this)) {
				return false;
			}
			// one who is just being let in sees to the place itself
			this.abandoned.set(true);
			goes();
			return true;
		}

	}

	/**
	 * One place, a queue of one, two who wait and one who does not; each comes and goes.
	 */
	public static class BulkheadUnderTest {

		private final Bulkhead bulkhead = new Bulkhead(settings(1, 1));

		private final Patient first = new Patient();

		private final Patient second = new Patient();

		private @Nullable Permit hasty;

		@Operation(nonParallelGroup = "hasty")
		public boolean hastyComes() {
			if (this.hasty != null) {
				return false;
			}
			this.hasty = this.bulkhead.tryAcquire();
			return this.hasty != null;
		}

		@Operation(nonParallelGroup = "hasty")
		public boolean hastyGoes() {
			Permit place = this.hasty;
			if (place == null) {
				return false;
			}
			this.hasty = null;
			place.release();
			return true;
		}

		@Operation(nonParallelGroup = "first")
		public boolean firstComes() {
			return this.first.comes(this.bulkhead);
		}

		@Operation(nonParallelGroup = "first")
		public boolean firstGoes() {
			return this.first.goes(this.bulkhead);
		}

		@Operation(nonParallelGroup = "second")
		public boolean secondComes() {
			return this.second.comes(this.bulkhead);
		}

		@Operation(nonParallelGroup = "second")
		public boolean secondGoes() {
			return this.second.goes(this.bulkhead);
		}

		@Operation
		public int inUseAndWaiting() {
			BulkheadSnapshot snapshot = this.bulkhead.snapshot();
			return 10 * snapshot.inUse() + snapshot.waiting();
		}

	}

	/** The same bulkhead, written for one thread. */
	public static class SequentialBulkhead {

		private final List<String> here = new ArrayList<>();

		public boolean hastyComes() {
			return this.here.isEmpty() && this.here.add("hasty");
		}

		public boolean hastyGoes() {
			return this.here.remove("hasty");
		}

		public boolean firstComes() {
			return comes("first");
		}

		public boolean firstGoes() {
			return this.here.remove("first");
		}

		public boolean secondComes() {
			return comes("second");
		}

		public boolean secondGoes() {
			return this.here.remove("second");
		}

		private boolean comes(String who) {
			return !this.here.contains(who) && this.here.size() < 2 && this.here.add(who);
		}

		public int inUseAndWaiting() {
			return 10 * Math.min(1, this.here.size()) + Math.max(0, this.here.size() - 1);
		}

	}

	/** Waits if need be, and goes whether it has a place by then or not. */
	private static final class Patient implements Bulkhead.Waiter {

		private volatile @Nullable Permit place;

		private boolean here;

		private volatile boolean leaving;

		boolean comes(Bulkhead bulkhead) {
			if (this.here) {
				return false;
			}
			this.leaving = false;
			this.here = bulkhead.await(this);
			return this.here;
		}

		boolean goes(Bulkhead bulkhead) {
			if (!this.here) {
				return false;
			}
			this.here = false;
			if (!bulkhead.leave(this)) {
				this.leaving = true;
				release();
			}
			return true;
		}

		private synchronized void release() {
			Permit place = this.place;
			this.place = null;
			if (place != null) {
				place.release();
			}
		}

		@Override
		public void letIn(Permit place) {
			this.place = place;
			if (this.leaving) {
				release();
			}
		}

	}

}
