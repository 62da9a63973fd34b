package io.httpwrapper.sample.upstream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OutageTests {

	private static final OutageSchedule SCHEDULE = new OutageSchedule(Duration.ofSeconds(2), Duration.ofSeconds(20),
			Duration.ofSeconds(4));

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // wraps around,
																			// as nanoTime
																			// may

	private final Outage outage = new Outage(SCHEDULE, this.nanos::get);

	@ParameterizedTest
	@CsvSource({ "0,false", "1999,false", "2000,true", "5999,true", "6000,false", "21999,false", "22000,true",
			"25999,true", "26000,false" })
	void happensBySchedule(long millis, boolean on) {
		this.nanos.addAndGet(Duration.ofMillis(millis).toNanos());

		assertThat(this.outage.isOn()).isEqualTo(on);
	}

	@Test
	void happensWhenToldTo() {
		this.outage.begin();

		assertThat(this.outage.isOn()).isTrue();
	}

	@Test
	void endsWhenToldToWhateverTheScheduleSays() {
		this.nanos.addAndGet(Duration.ofSeconds(3).toNanos());

		this.outage.end();

		assertThat(this.outage.isOn()).isFalse();
	}

	@Test
	void restartedScheduleCountsFromNow() {
		this.nanos.addAndGet(Duration.ofSeconds(3).toNanos());

		this.outage.restartSchedule();

		assertThat(this.outage.isOn()).isFalse();
		this.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
		assertThat(this.outage.isOn()).isTrue();
	}

	@Test
	void scheduleOfNoLengthIsNeverOut() {
		OutageSchedule none = new OutageSchedule(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO);

		assertThat(none.isOutAt(Duration.ZERO)).isFalse();
	}

	@Test
	void outageThatNeverEndsIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new OutageSchedule(Duration.ZERO, Duration.ofSeconds(4), Duration.ofSeconds(4)))
			.withMessageContaining("lasting (PT4S) must be shorter than every (PT4S)");
	}

}
