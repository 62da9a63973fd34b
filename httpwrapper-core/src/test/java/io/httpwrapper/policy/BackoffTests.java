package io.httpwrapper.policy;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private static final Duration MIN = Duration.ofMillis(100);

	private static final Duration MAX = Duration.ofSeconds(5);

	/** Gives the lowest, or the highest, number that was asked for. */
	private static RandomGenerator always(boolean highest) {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new AssertionError("only bounded numbers are needed");
			}

			@Override
			public long nextLong(long bound) {
				return (highest) ? bound - 1 : 0;
			}

			@Override
			public long nextLong(long origin, long bound) {
				return (highest) ? bound - 1 : origin;
			}

		};
	}

	private static Backoff backoff(Jitter jitter, Duration min, Duration max, RandomGenerator random) {
		return new Backoff(new Retries().backoff(min, max, jitter).settings(), random);
	}

	private static long millis(Jitter jitter, boolean highest, int attempt, long previousMillis) {
		long nanos = backoff(jitter, MIN, MAX, always(highest)).pauseNanos(attempt,
				Duration.ofMillis(previousMillis).toNanos());
		return Duration.ofNanos(nanos).toMillis();
	}

	@ParameterizedTest
	@CsvSource({ "1,100", "2,200", "3,400", "6,3200", "7,5000", "63,5000", "64,5000", "65,5000", "2147483647,5000" })
	void withoutJitterEachPauseIsTwiceTheOneBeforeUpToTheLongest(int attempt, long millis) {
		assertThat(millis(Jitter.NONE, true, attempt, 0)).isEqualTo(millis);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, Integer.MIN_VALUE })
	void numberBelowOneCountsAsTheFirstAttempt(int attempt) {
		assertThat(millis(Jitter.NONE, true, attempt, 0)).isEqualTo(100);
	}

	@ParameterizedTest
	@CsvSource({ "1,100", "2,200", "7,5000", "2147483647,5000" })
	void fullJitterGoesFromZeroToTheExponentialPause(int attempt, long highest) {
		assertThat(millis(Jitter.FULL, false, attempt, 0)).isZero();
		assertThat(millis(Jitter.FULL, true, attempt, 0)).isEqualTo(highest);
	}

	@ParameterizedTest
	@CsvSource({ "1,50,100", "2,100,200", "7,2500,5000" })
	void equalJitterGoesFromHalfToTheWholeExponentialPause(int attempt, long lowest, long highest) {
		assertThat(millis(Jitter.EQUAL, true, attempt, 0)).isEqualTo(lowest);
		assertThat(millis(Jitter.EQUAL, false, attempt, 0)).isEqualTo(highest);
	}

	@ParameterizedTest
	@CsvSource({ "0,300", "100,300", "700,2100", "1700,5000", "5000,5000", "60000,5000" })
	void decorrelatedJitterGoesFromTheShortestToThreeTimesThePreviousPause(long previous, long highest) {
		assertThat(millis(Jitter.DECORRELATED, false, 2, previous)).isEqualTo(100);
		assertThat(millis(Jitter.DECORRELATED, true, 2, previous)).isEqualTo(highest);
	}

	@Test
	void longestPauseIsCutBeforeItIsSpread() {
		Backoff backoff = backoff(Jitter.FULL, MIN, MAX, new Random(7));

		long[] pauses = LongStream.generate(() -> backoff.pauseNanos(40, 0)).limit(10_000).toArray();

		assertThat(LongStream.of(pauses).filter((pause) -> pause == MAX.toNanos()).count()).isLessThan(10);
		assertThat(LongStream.of(pauses).average().orElseThrow()).isBetween(0.48 * MAX.toNanos(), 0.52 * MAX.toNanos());
	}

	@ParameterizedTest
	@EnumSource(Jitter.class)
	void pauseStaysWithinBoundsWhateverTheSettings(Jitter jitter) {
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			long min = 1 + (random.nextLong() >>> (1 + random.nextInt(62))) / 2;
			long max = min + (random.nextLong() >>> (1 + random.nextInt(62))) / 2;
			Backoff backoff = backoff(jitter, Duration.ofNanos(min), Duration.ofNanos(max), random);
			int attempt = random.nextInt() >>> random.nextInt(32);
			long previous = random.nextLong() >>> 1;

			long pause = backoff.pauseNanos(attempt, previous);

			assertThat(pause).as("attempt %d, %d to %d after %d", attempt, min, max, previous).isBetween(0L, max);
			if (jitter == Jitter.DECORRELATED) {
				long countable = Check.countable(Duration.ofNanos(min)).toNanos();
				assertThat(pause).isGreaterThanOrEqualTo(countable);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Jitter.class)
	void longestDurationsThereAreDoNotOverflow(Jitter jitter) {
		Duration forever = Duration.ofSeconds(Long.MAX_VALUE);

		assertThat(backoff(jitter, forever, forever, new Random(1)).pauseNanos(Integer.MAX_VALUE, Long.MAX_VALUE))
			.isNotNegative();
	}

}
