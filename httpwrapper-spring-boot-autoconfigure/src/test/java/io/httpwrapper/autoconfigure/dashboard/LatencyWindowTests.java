package io.httpwrapper.autoconfigure.dashboard;

import java.util.concurrent.TimeUnit;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LatencyWindowTests {

	private static final Percentage HALF_A_BUCKET = Percentage.withPercentage(3.2);

	private final LatencyWindow window = new LatencyWindow();

	@Test
	void windowWithoutDurationsHasNoPercentiles() {
		this.window.roll();

		assertThat(this.window.percentile(0.5)).isEqualTo(LatencyWindow.NONE);
	}

	@Test
	void percentileIsWhatThatShareDidNotExceed() {
		for (int millis = 1; millis <= 100; millis++) {
			this.window.record(TimeUnit.MILLISECONDS.toNanos(millis));
		}
		this.window.roll();

		assertThat(this.window.percentile(0.5)).isCloseTo(50_000, HALF_A_BUCKET);
		assertThat(this.window.percentile(0.95)).isCloseTo(95_000, HALF_A_BUCKET);
		assertThat(this.window.percentile(0.99)).isCloseTo(99_000, HALF_A_BUCKET);
		assertThat(this.window.percentile(1)).isCloseTo(100_000, HALF_A_BUCKET);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 15, 16, 17, 31, 32, 33, 1000, 65_535, 65_536, 999_999_999 })
	void durationIsToldWithinHalfABucket(long micros) {
		this.window.record(TimeUnit.MICROSECONDS.toNanos(micros));
		this.window.roll();

		assertThat(this.window.percentile(0.99)).isCloseTo(micros, HALF_A_BUCKET);
	}

	@Test
	void durationsBeyondTheScaleCountAsItsLongest() {
		this.window.record(Long.MAX_VALUE);
		this.window.record(-1);
		this.window.roll();

		assertThat(this.window.percentile(1)).isGreaterThan(TimeUnit.MINUTES.toMicros(17));
		assertThat(this.window.percentile(0.1)).isZero();
	}

	@Test
	void durationsLeaveTheWindowAfterTenSeconds() {
		this.window.record(TimeUnit.SECONDS.toNanos(1));
		this.window.roll();
		this.window.record(TimeUnit.MILLISECONDS.toNanos(1));
		for (int second = 0; second < 9; second++) {
			this.window.roll();
		}

		assertThat(this.window.percentile(1)).isCloseTo(1_000_000, HALF_A_BUCKET);
		this.window.roll();
		assertThat(this.window.percentile(1)).isCloseTo(1000, HALF_A_BUCKET);
		this.window.roll();
		assertThat(this.window.percentile(1)).isEqualTo(LatencyWindow.NONE);
	}

}
