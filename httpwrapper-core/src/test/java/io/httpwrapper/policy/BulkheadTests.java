package io.httpwrapper.policy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class BulkheadTests {

	private static BulkheadSettings settings(int places, int maxWaiting) {
		return BulkheadSettings.DEFAULTS.with((it) -> it.maxConcurrent(ConcurrencyLimit.of(places))
			.maxWaiting(maxWaiting)
			.maxWait(Duration.ofSeconds(1)));
	}

	private static Bulkhead bulkhead(int places, int maxWaiting) {
		return new Bulkhead(settings(places, maxWaiting));
	}

	@Test
	void givesOutAsManyPlacesAsThereAre() {
		Bulkhead bulkhead = bulkhead(2, 0);

		assertThat(bulkhead.tryAcquire()).isNotNull();
		assertThat(bulkhead.tryAcquire()).isNotNull();
		assertThat(bulkhead.tryAcquire()).isNull();
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(2, 2, 0, 0, 0));
	}

	@Test
	void placeThatCameBackIsGivenOutAgain() {
		Bulkhead bulkhead = bulkhead(1, 0);
		Permit place = bulkhead.tryAcquire();
		assertThat(place).isNotNull();

		place.settle(Verdict.SUCCESS, 0, 1, Permit.NO_RETRY_AFTER);
		assertThat(bulkhead.tryAcquire()).isNull();
		place.release();

		assertThat(bulkhead.tryAcquire()).isNotNull();
	}

	@Test
	void thoseWhoWaitAreLetInInTheirOrder() {
		Bulkhead bulkhead = bulkhead(1, 3);
		Permit place = bulkhead.tryAcquire();
		List<Guest> let = new ArrayList<>();
		Guest first = new Guest(let);
		Guest second = new Guest(let);

		assertThat(bulkhead.await(first)).isTrue();
		assertThat(bulkhead.await(second)).isTrue();
		assertThat(let).isEmpty();
		place.release();
		assertThat(let).containsExactly(first);
		first.goes();

		assertThat(let).containsExactly(first, second);
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(1, 1, 3, 0, 0));
	}

	@Test
	void newcomerDoesNotOvertake() {
		Bulkhead bulkhead = bulkhead(1, 1);
		Permit place = bulkhead.tryAcquire();
		List<Guest> let = new ArrayList<>();
		Guest patient = new Guest(let);
		bulkhead.await(patient);

		place.release();

		assertThat(bulkhead.tryAcquire()).isNull();
		assertThat(let).containsExactly(patient);
	}

	@Test
	void oneTooManyIsRefusedAndCounted() {
		Bulkhead bulkhead = bulkhead(1, 1);
		List<Guest> let = new ArrayList<>();
		Permit place = bulkhead.tryAcquire();
		bulkhead.await(new Guest(let));
		Guest tooMany = new Guest(let);

		assertThat(bulkhead.await(tooMany)).isFalse();
		place.release();

		assertThat(let).hasSize(1).doesNotContain(tooMany);
		assertThat(bulkhead.snapshot().rejected()).isOne();
	}

	@Test
	void whoAsksToWaitWhileAPlaceIsFreeNeedNotWait() {
		Bulkhead bulkhead = bulkhead(1, 0);
		List<Guest> let = new ArrayList<>();

		assertThat(bulkhead.await(new Guest(let))).isTrue();

		assertThat(let).hasSize(1);
	}

	@Test
	void whoLeavesTheQueueIsSkipped() {
		Bulkhead bulkhead = bulkhead(1, 3);
		Permit place = bulkhead.tryAcquire();
		List<Guest> let = new ArrayList<>();
		Guest gone = new Guest(let);
		Guest patient = new Guest(let);
		bulkhead.await(gone);
		bulkhead.await(patient);

		assertThat(bulkhead.leave(gone)).isTrue();
		assertThat(bulkhead.leave(gone)).isFalse();
		assertThat(bulkhead.snapshot().waiting()).isOne();
		place.release();

		assertThat(let).containsExactly(patient);
		assertThat(bulkhead.leave(patient)).isFalse();
		assertThat(bulkhead.snapshot().rejected()).isZero();
	}

	@Test
	void whoWaitedInVainIsCountedAsRejected() {
		Bulkhead bulkhead = bulkhead(1, 1);
		bulkhead.tryAcquire();
		Guest impatient = new Guest(new ArrayList<>());
		bulkhead.await(impatient);

		assertThat(bulkhead.expire(impatient)).isTrue();
		assertThat(bulkhead.expire(impatient)).isFalse();

		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(1, 1, 1, 0, 1));
	}

	@Test
	void higherLimitLetsThoseInWhoWait() {
		Bulkhead bulkhead = bulkhead(1, 5);
		bulkhead.tryAcquire();
		List<Guest> let = new ArrayList<>();
		List<Guest> guests = List.of(new Guest(let), new Guest(let), new Guest(let));
		guests.forEach(bulkhead::await);

		bulkhead.change(settings(3, 5));

		assertThat(let).containsExactlyElementsOf(guests.subList(0, 2));
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(3, 3, 5, 1, 0));
	}

	@Test
	void higherLimitThanAnybodyNeedsLeavesPlacesFree() {
		Bulkhead bulkhead = bulkhead(1, 5);
		bulkhead.tryAcquire();
		List<Guest> let = new ArrayList<>();
		bulkhead.await(new Guest(let));

		bulkhead.change(settings(10, 5));

		assertThat(let).hasSize(1);
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(10, 2, 5, 0, 0));
	}

	@Test
	void lowerLimitTakesNothingAwayAndGivesNothingOutUntilEnoughCameBack() {
		Bulkhead bulkhead = bulkhead(3, 5);
		List<Permit> places = List.of(bulkhead.tryAcquire(), bulkhead.tryAcquire(), bulkhead.tryAcquire());
		List<Guest> let = new ArrayList<>();
		bulkhead.await(new Guest(let));

		bulkhead.change(settings(1, 5));
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(1, 3, 5, 1, 0));
		places.get(0).release();
		places.get(1).release();
		assertThat(let).isEmpty();
		places.get(2).release();

		assertThat(let).hasSize(1);
		assertThat(bulkhead.snapshot()).isEqualTo(new BulkheadSnapshot(1, 1, 5, 0, 0));
	}

	@Test
	void shorterQueueSendsNobodyAway() {
		Bulkhead bulkhead = bulkhead(1, 2);
		Permit place = bulkhead.tryAcquire();
		List<Guest> let = new ArrayList<>();
		bulkhead.await(new Guest(let));
		bulkhead.await(new Guest(let));

		bulkhead.change(settings(1, 0));
		assertThat(bulkhead.await(new Guest(let))).isFalse();
		place.release();
		let.get(0).goes();

		assertThat(let).hasSize(2);
	}

	@Test
	void thoseWhoAreDoneAtOnceDoNotPileUpOnTheStack() {
		Bulkhead bulkhead = bulkhead(1, 200_000);
		Permit place = bulkhead.tryAcquire();
		int[] done = { 0 };
		for (int i = 0; i < 200_000; i++) {
			bulkhead.await((let) -> {
				done[0]++;
				let.release();
			});
		}

		place.release();

		assertThat(done[0]).isEqualTo(200_000);
		assertThat(bulkhead.snapshot().inUse()).isZero();
	}

	@Test
	void whoThrowsAnErrorWhenLetInKeepsNoPlace() {
		Bulkhead bulkhead = bulkhead(1, 1);
		Permit place = bulkhead.tryAcquire();
		bulkhead.await((mine) -> {
			mine.release();
			throw new NoClassDefFoundError("boom");
		});
		Thread thread = Thread.currentThread();
		Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
		thread.setUncaughtExceptionHandler((where, error) -> {
		});
		try {
			place.release();
		}
		finally {
			thread.setUncaughtExceptionHandler(before);
		}

		assertThat(bulkhead.snapshot().inUse()).isZero();
	}

	@Test
	void whoThrowsWhenLetInDoesNotStopThoseBehind() {
		Bulkhead bulkhead = bulkhead(1, 2);
		Permit place = bulkhead.tryAcquire();
		List<Guest> let = new ArrayList<>();
		List<Throwable> told = new ArrayList<>();
		bulkhead.await((mine) -> {
			mine.release();
			throw new IllegalStateException("boom");
		});
		bulkhead.await(new Guest(let));
		Thread thread = Thread.currentThread();
		Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
		thread.setUncaughtExceptionHandler((where, error) -> told.add(error));
		try {
			place.release();
		}
		finally {
			thread.setUncaughtExceptionHandler(before);
		}

		assertThat(let).hasSize(1);
		assertThat(told).singleElement().satisfies((error) -> assertThat(error).hasMessage("boom"));
	}

	@Test
	void bulkheadNeedsALimit() {
		assertThatNullPointerException().isThrownBy(() -> new Bulkhead(BulkheadSettings.DEFAULTS));
		assertThatNullPointerException().isThrownBy(() -> bulkhead(1, 1).change(BulkheadSettings.DEFAULTS));
	}

	/** Any history, beside a model that is written for one thread. */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void anyHistoryGivesWhatTheModelGives(long seed) {
		Random random = new Random(seed);
		Bulkhead bulkhead = bulkhead(3, 4);
		Model model = new Model(3, 4);
		List<Guest> let = new ArrayList<>();
		Deque<Guest> inside = new ArrayDeque<>();
		List<Guest> came = new ArrayList<>();
		for (int step = 0; step < 20_000; step++) {
			int choice = random.nextInt(100);
			if (choice < 45) {
				Guest guest = new Guest(let);
				came.add(guest);
				assertThat(bulkhead.await(guest)).isEqualTo(model.await(guest));
			}
			else if (choice < 80 && !inside.isEmpty()) {
				Guest leaving = random.nextBoolean() ? inside.removeFirst() : inside.removeLast();
				model.release();
				leaving.goes();
			}
			else if (choice < 95 && !came.isEmpty()) {
				Guest any = came.get(Math.max(0, came.size() - 1 - random.nextInt(8)));
				assertThat(bulkhead.leave(any)).isEqualTo(model.queue.remove(any));
			}
			else {
				int places = 1 + random.nextInt(5);
				int maxWaiting = random.nextInt(6);
				model.change(places, maxWaiting);
				bulkhead.change(settings(places, maxWaiting));
			}
			assertThat(let).as("step %d", step).isEqualTo(model.let);
			inside.addAll(let);
			let.clear();
			model.let.clear();
			assertThat(bulkhead.snapshot()).as("step %d", step)
				.isEqualTo(new BulkheadSnapshot(model.places, inside.size(), model.maxWaiting, model.queue.size(),
						model.rejected));
		}
	}

	/** The same, written down plainly. */
	private static final class Model {

		private final Deque<Guest> queue = new ArrayDeque<>();

		private final List<Guest> let = new ArrayList<>();

		private int places;

		private int maxWaiting;

		private int inUse;

		private long rejected;

		Model(int places, int maxWaiting) {
			change(places, maxWaiting);
		}

		boolean await(Guest guest) {
			if (this.inUse >= this.places && this.queue.size() >= this.maxWaiting) {
				this.rejected++;
				return false;
			}
			this.queue.add(guest);
			letIn();
			return true;
		}

		void release() {
			this.inUse--;
			letIn();
		}

		void change(int places, int maxWaiting) {
			this.places = places;
			this.maxWaiting = maxWaiting;
			letIn();
		}

		private void letIn() {
			while (this.inUse < this.places && !this.queue.isEmpty()) {
				this.inUse++;
				this.let.add(this.queue.remove());
			}
		}

	}

	/** Writes itself down when it is let in, and stays until it goes. */
	private static final class Guest implements Bulkhead.Waiter {

		private final List<Guest> let;

		private @Nullable Permit place;

		Guest(List<Guest> let) {
			this.let = let;
		}

		@Override
		public void letIn(Permit place) {
			assertThat(this.place).isNull();
			this.place = place;
			this.let.add(this);
		}

		void goes() {
			assertThat(this.place).isNotNull();
			this.place.release();
		}

	}

}
