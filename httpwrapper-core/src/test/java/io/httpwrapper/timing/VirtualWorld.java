package io.httpwrapper.timing;

import java.time.Duration;
import java.util.Random;

import io.httpwrapper.fixture.VirtualTime;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * All time and chance of a client, moved by one hand: clock, scheduler and deadlines.
 */
public final class VirtualWorld {

	private static final Duration STEP = Duration.ofMillis(1);

	private final VirtualTime time = new VirtualTime();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final VirtualTimer timer = new VirtualTimer();

	private final TimeAndChance timeAndChance = new TimeAndChance(this.time::nanoTime, this.time, new Random(42),
			this.scheduler, this.timer);

	public TimeAndChance timeAndChance() {
		return this.timeAndChance;
	}

	public VirtualTimer timer() {
		return this.timer;
	}

	/** Lets time pass in steps of a millisecond, with all that falls due on the way. */
	public void advance(Duration duration) {
		Duration left = duration;
		runDue();
		while (!left.isZero()) {
			Duration step = (left.compareTo(STEP) < 0) ? left : STEP;
			this.time.advance(step);
			this.scheduler.advanceTimeBy(step);
			this.timer.fireUntil(this.time.nanoTime());
			left = left.minus(step);
		}
	}

	/** Runs what is due now. */
	public void runDue() {
		this.scheduler.advanceTime();
		this.timer.fireUntil(this.time.nanoTime());
	}

}
