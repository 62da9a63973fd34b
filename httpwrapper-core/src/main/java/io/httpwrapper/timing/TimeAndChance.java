package io.httpwrapper.timing;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * All time and chance that a client uses. Tests hand in ones they drive; this is the only
 * place that names the real ones.
 *
 * @param nanoTime elapsed time, as {@link System#nanoTime()}
 * @param clock the time of day, for HTTP dates and events
 * @param random jitter and keys; thread-safe
 * @param scheduler runs what was delayed, and what follows a timeout
 * @param timer ends what takes too long, on the clock of {@code nanoTime}
 */
public record TimeAndChance(LongSupplier nanoTime, InstantSource clock, RandomGenerator random, Scheduler scheduler,
		DeadlineTimer timer) {

	/**
	 * The real ones, shared by all clients of the JVM.
	 */
	public static TimeAndChance system() {
		return Real.INSTANCE;
	}

	/**
	 * One whose deadlines are tasks of a scheduler too, so that whoever drives the clock
	 * drives all time: for tests.
	 * @param scheduler runs what was delayed, on the clock of {@code nanoTime}
	 * @param deadlines ends what takes too long, on the same clock
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
	 * The generator of whichever thread asks; {@link ThreadLocalRandom#current()} itself
	 * must not be shared.
	 */
	private static final class ThreadRandom implements RandomGenerator {

		@Override
		public long nextLong() {
			return ThreadLocalRandom.current().nextLong();
		}

	}

}
