package io.httpwrapper.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class SweptTimerTests {

	private final DeadlineTimer timer = new SweptTimer(System::nanoTime, Schedulers.parallel());

	@Test
	void firesNeverEarlyAndInTheOrderOfArming() throws InterruptedException {
		DeadlineTimer.Line line = this.timer.line(Duration.ofMillis(30));
		CountDownLatch fired = new CountDownLatch(1);
		long[] at = new long[1];
		long start = System.nanoTime();

		line.arm(entry(() -> {
			at[0] = System.nanoTime();
			fired.countDown();
		}), start);

		assertThat(fired.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(at[0] - start).isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
	}

	@Test
	void entryWhoseTimeBeganLongAgoDoesNotWaitForThoseArmedBefore() throws InterruptedException {
		DeadlineTimer.Line line = this.timer.line(Duration.ofHours(1));
		CountDownLatch fired = new CountDownLatch(2);
		long now = System.nanoTime();
		DeadlineTimer.Entry young = entry(() -> {
		});

		line.arm(young, now);
		line.arm(entry(fired::countDown), now - Duration.ofHours(2).toNanos());
		line.arm(entry(fired::countDown), now - Duration.ofHours(1).toNanos());

		assertThat(fired.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(young.line).isNotNull();
		young.disarm();
	}

	@Test
	void disarmedEntryNeverFires() throws InterruptedException {
		AtomicInteger fired = new AtomicInteger();
		CountDownLatch later = new CountDownLatch(1);
		DeadlineTimer.Entry disarmed = entry(fired::incrementAndGet);

		this.timer.line(Duration.ofMillis(20)).arm(disarmed, System.nanoTime());
		disarmed.disarm();
		this.timer.line(Duration.ofMillis(60)).arm(entry(later::countDown), System.nanoTime());

		assertThat(later.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(fired).hasValue(0);
	}

	@Test
	void threadEndsWhenNothingIsArmedAnyMore() throws InterruptedException {
		AtomicReference<Thread> thread = new AtomicReference<>();
		CountDownLatch swept = new CountDownLatch(1);
		DeadlineTimer observed = new SweptTimer(() -> {
			thread.set(Thread.currentThread());
			swept.countDown();
			return System.nanoTime();
		}, Schedulers.parallel());
		DeadlineTimer.Entry disarmed = entry(() -> {
		});

		observed.line(Duration.ofHours(1)).arm(disarmed, System.nanoTime());
		assertThat(swept.await(30, TimeUnit.SECONDS)).isTrue();
		disarmed.disarm();
		thread.get().join(30_000);

		assertThat(thread.get().isAlive()).isFalse();
	}

	@Test
	void eachOfManyArmedFromManyThreadsEndsOnce() throws Exception {
		int threads = 8;
		int perThread = 2000;
		AtomicInteger fired = new AtomicInteger();
		AtomicInteger disarmed = new AtomicInteger();
		CountDownLatch all = new CountDownLatch(threads * perThread / 2);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> done = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			Random random = new Random(t);
			done.add(executor.submit(() -> {
				for (int i = 0; i < perThread; i++) {
					DeadlineTimer.Line line = this.timer.line(Duration.ofMillis(1 + random.nextInt(3)));
					boolean keep = i % 2 == 0;
					DeadlineTimer.Entry entry = entry(() -> {
						fired.incrementAndGet();
						if (keep) {
							all.countDown();
						}
					});
					line.arm(entry, keep ? System.nanoTime() : System.nanoTime() + Duration.ofHours(1).toNanos());
					if (!keep) {
						entry.disarm();
						disarmed.incrementAndGet();
					}
				}
			}));
		}
		for (Future<?> future : done) {
			future.get(30, TimeUnit.SECONDS);
		}
		executor.shutdown();

		assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(fired.get()).isEqualTo(threads * perThread / 2);
		assertThat(disarmed.get()).isEqualTo(threads * perThread / 2);
	}

	private static DeadlineTimer.Entry entry(Runnable action) {
		return new DeadlineTimer.Entry() {

			@Override
			protected void expired() {
				action.run();
			}

		};
	}

}
