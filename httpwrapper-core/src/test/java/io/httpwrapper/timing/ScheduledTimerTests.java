package io.httpwrapper.timing;

import java.time.Duration;

import io.httpwrapper.fixture.VirtualTime;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduledTimerTests {

	private final VirtualTime time = new VirtualTime();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final DeadlineTimer.Line line = TimeAndChance
		.driven(this.time::nanoTime, this.time, () -> 0, this.scheduler, this.scheduler)
		.timer()
		.line(Duration.ofSeconds(5));

	private int fired;

	private final DeadlineTimer.Entry entry = new DeadlineTimer.Entry() {

		@Override
		protected void expired() {
			ScheduledTimerTests.this.fired++;
		}

	};

	private void advance(Duration duration) {
		this.time.advance(duration);
		this.scheduler.advanceTimeBy(duration);
	}

	@Test
	void timeRunsFromWhereItBegan() {
		long begun = this.time.nanoTime();
		advance(Duration.ofSeconds(3));

		this.line.arm(this.entry, begun);
		advance(Duration.ofMillis(1999));
		assertThat(this.fired).isZero();
		advance(Duration.ofMillis(1));

		assertThat(this.fired).isOne();
	}

	@Test
	void whatIsOverdueFiresAtOnce() {
		long begun = this.time.nanoTime();
		advance(Duration.ofMinutes(2));

		this.line.arm(this.entry, begun);
		advance(Duration.ZERO);

		assertThat(this.fired).isOne();
	}

	@Test
	void disarmedEntryDoesNotFire() {
		this.line.arm(this.entry, this.time.nanoTime());

		this.entry.disarm();
		advance(Duration.ofSeconds(5));

		assertThat(this.fired).isZero();
	}

}
