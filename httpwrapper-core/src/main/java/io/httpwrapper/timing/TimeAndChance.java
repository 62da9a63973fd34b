package io.httpwrapper.timing;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * All clocks, random numbers and schedulers that a client uses. Tests pass in their own.
 * Only this class names the real ones.
 *
 * @param nanoTime elapsed time, as {@link System#nanoTime()}
 * @param clock the time of day, for HTTP dates and events
 * @param random random numbers for jitter and keys; thread-safe
 * @param scheduler runs delayed work, and the work after a timeout
 * @param timer runs timeouts, on the clock of {@code nanoTime}
 */
public record TimeAndChance(LongSupplier nanoTime, InstantSource clock, RandomGenerator random, Scheduler scheduler,
		DeadlineTimer timer) {

	/**
	 * The real clocks, random numbers and schedulers, shared by all clients of the JVM.
	 */
	public static TimeAndChance system() {
		return Real.INSTANCE;
	}

	/**
	 * For tests: deadlines are scheduler tasks too, so that a test that drives the clock
	 * drives all time.
	 * @param scheduler runs delayed work, on the clock of {@code nanoTime}
	 * @param deadlines runs timeouts, on the same clock
	 */
	public static TimeAndChance driven(LongSupplier nanoTime, InstantSource clock, RandomGenerator random,
			Scheduler scheduler, Scheduler deadlines) {
		return new TimeAndChance(nanoTime, clock, random, scheduler, new ScheduledTimer(nanoTime, deadlines));
	}

	private static final class Real {

		private static final TimeAndChance INSTANCE = new TimeAndChance(System::nanoTime, InstantSource.system(),
				new ThreadRandom(), Schedulers.parallel(), new SweptTimer(System::nanoTime, Schedulers.parallel()));

	}

	/**
	 * Uses the generator of the calling thread, because
	 * {@link ThreadLocalRandom#current()} must not be shared.
	 */
	private static final class ThreadRandom implements RandomGenerator {

		@Override
		public long nextLong() {
			return ThreadLocalRandom.current().nextLong();
		}

	}

}
