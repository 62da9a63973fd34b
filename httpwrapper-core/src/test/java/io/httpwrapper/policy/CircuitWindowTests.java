package io.httpwrapper.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The windows beside models that keep every attempt.
 */
class CircuitWindowTests {

	@ParameterizedTest
	@ValueSource(longs = { 0, Long.MAX_VALUE - 5_000, Long.MIN_VALUE, -777 })
	void timeWindowCountsLikeAListOfAttempts(long origin) {
		Random random = new Random(42);
		TimeWindow window = new TimeWindow(1_000, origin);
		Deque<long[]> model = new ArrayDeque<>();
		long passed = 0;

		for (int i = 0; i < 20_000; i++) {
			passed += (random.nextInt(100) == 0) ? random.nextInt(3_000) : random.nextInt(30);
			boolean failed = random.nextInt(3) == 0;
			boolean slow = random.nextInt(4) == 0;
			window.add(failed, slow, origin + passed);
			model.add(new long[] { passed / 100, failed ? 1 : 0, slow ? 1 : 0 });
			long oldest = passed / 100 - 9;
			model.removeIf((attempt) -> attempt[0] < oldest);

			assertThat(window.counts(origin + passed)).isEqualTo(counts(model));
		}
	}

	@Test
	void timeWindowIsEmptyAfterAnyPauseAndStillCounts() {
		TimeWindow window = new TimeWindow(1_000, 0);
		long now = 50;

		for (int bits = 10; bits < 60; bits++) {
			window.add(true, false, now);
			now += (1L << bits) + 1_000;
			assertThat(window.counts(now).calls()).isZero();
			window.add(true, false, now);
			assertThat(window.counts(now).calls()).isEqualTo(1);
			now += 1_000;
		}
	}

	@Test
	void timeWindowHalvesItsCountsInsteadOfOverflowing() {
		TimeWindow window = new TimeWindow(1_000, 0);

		for (int i = 0; i < 1_000_000; i++) {
			window.add(i % 4 == 0, i % 2 == 0, 50);
		}

		WindowCounts counts = window.counts(50);
		assertThat(counts.calls()).isBetween(16_000L, 32_767L);
		assertThat(counts.failureRate()).isBetween(0.249, 0.251);
		assertThat(counts.slowCallRate()).isBetween(0.499, 0.501);
	}

	@Test
	void timeWindowTakesManyLateFailuresWithoutOverflow() {
		TimeWindow window = new TimeWindow(1_000, 0);
		window.add(false, false, 50);

		for (int i = 0; i < 100_000; i++) {
			window.addLateFailure(50);
		}

		assertThat(window.counts(50).slowCalls()).isZero();
		assertThat(window.counts(50).failureRate()).isLessThanOrEqualTo(1);
	}

	@Test
	void writerThatSleptForLongerThanTheWindowDoesNotEraseNewerCounts() {
		TimeWindow window = new TimeWindow(1_000, 0);
		window.add(false, false, 1_650);

		window.add(true, false, 50);

		assertThat(window.counts(1_650)).isEqualTo(new WindowCounts(1, 0, 0));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 10, 100 })
	void countWindowCountsLikeAListOfAttempts(int length) {
		Random random = new Random(42);
		CountWindow window = new CountWindow(length);
		Deque<long[]> model = new ArrayDeque<>();

		for (int i = 0; i < 5_000; i++) {
			boolean failed = random.nextInt(3) == 0;
			boolean slow = random.nextInt(4) == 0;
			window.add(failed, slow, 0);
			model.add(new long[] { 0, failed ? 1 : 0, slow ? 1 : 0 });
			if (model.size() > length) {
				model.remove();
			}

			assertThat(window.counts(0)).isEqualTo(counts(model));
		}
	}

	@Test
	void countWindowTurnsItsNewestSuccessIntoAFailure() {
		CountWindow window = new CountWindow(3);
		window.add(false, true, 0);
		window.add(false, false, 0);
		window.add(true, false, 0);

		window.addLateFailure(0);
		assertThat(window.counts(0)).isEqualTo(new WindowCounts(3, 2, 1));
		window.addLateFailure(0);
		window.addLateFailure(0);

		assertThat(window.counts(0)).isEqualTo(new WindowCounts(3, 3, 1));
		window.add(false, false, 0);
		assertThat(window.counts(0)).isEqualTo(new WindowCounts(3, 2, 0));
	}

	private static WindowCounts counts(Deque<long[]> model) {
		long failures = model.stream().mapToLong((attempt) -> attempt[1]).sum();
		long slowCalls = model.stream().mapToLong((attempt) -> attempt[2]).sum();
		return new WindowCounts(model.size(), failures, slowCalls);
	}

}
