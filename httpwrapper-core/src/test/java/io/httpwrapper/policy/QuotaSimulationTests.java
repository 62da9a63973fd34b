package io.httpwrapper.policy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What learning does to a remote with a quota, and to those who share it: in virtual time
 * with seeded chance, clients ask for more than there is, and what waits for more than
 * its patience is refused by the client itself.
 */
class QuotaSimulationTests {

	private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

	@ParameterizedTest
	@CsvSource({ "100,10,1,0.01", "100,10,5,0.08", "600,60,1,0.001", "600,60,10,0.03", "1000,10,20,0.04", "50,1,4,0.14",
			"5000,3600,3,0.001" })
	void throttlingFallsByALargeFactorAndTheQuotaIsUsedUp(int quota, int windowSeconds, int clients,
			double mostThrottled) {
		for (boolean roundUp : new boolean[] { true, false }) {
			Run plain = new Run(new FixedWindow(quota, windowSeconds, roundUp, true), clients, false, 1);
			Run learning = new Run(new FixedWindow(quota, windowSeconds, roundUp, true), clients, true, 1);

			plain.run(2, windowSeconds * 20L);
			learning.run(2, windowSeconds * 20L);

			assertThat(plain.throttledShare()).isGreaterThan(0.47);
			assertThat(learning.throttledShare()).isLessThan(mostThrottled);
			assertThat(learning.use()).isGreaterThan(0.95);
		}
	}

	@Test
	void nothingIsHeldBackFromThoseWhoStayWithinTheQuota() {
		Run run = new Run(new FixedWindow(1000, 10, true, true), 2, true, 3);

		run.run(0.6, 200);

		assertThat(run.waited).isZero();
		assertThat(run.throttled).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "1,1,0.15,0.8", "10,1,0.02,0.95", "10,4,0.06,0.95", "100,1,0.005,0.95", "100,8,0.02,0.95",
			"1000,4,0.002,0.95" })
	void paceIsFoundWithoutAWordOfTheRemote(int rate, int clients, double mostThrottled, double leastUse) {
		Run plain = new Run(new TokenBucket(rate), clients, false, 2);
		Run learning = new Run(new TokenBucket(rate), clients, true, 2);

		plain.run(3, 600);
		learning.run(3, 600);

		assertThat(plain.throttledShare()).isGreaterThan(0.65);
		assertThat(learning.throttledShare()).isLessThan(mostThrottled);
		assertThat(learning.use()).isGreaterThan(leastUse);
	}

	@Test
	void paceRecoversWithTheRemote() {
		TokenBucket remote = new TokenBucket(100);
		Run run = new Run(remote, 1, true, 4);
		run.run(0.8, 60);
		remote.rate = 10;
		run.run(8, 60);
		remote.rate = 100;
		run.run(0.8, 60);
		run.forget();

		run.run(0.8, 60);

		assertThat(run.accepted).isGreaterThan(80 * 60 * 95 / 100);
		run.run(0.5, 60);
		run.forget();
		run.run(0.5, 60);
		assertThat(run.waited).isZero();
	}

	/** A remote: what it answers to a request that arrives. */
	private interface Remote {

		Answer answer(long nowNanos);

		double perSecond();

	}

	private record Answer(boolean accepted, List<Quota> quotas) {

	}

	/** Allows so many requests in each window of the clock. */
	private static final class FixedWindow implements Remote {

		private final int quota;

		private final long windowNanos;

		private final boolean roundUp;

		private final boolean tells;

		private long window = -1;

		private int used;

		FixedWindow(int quota, int windowSeconds, boolean roundUp, boolean tells) {
			this.quota = quota;
			this.windowNanos = TimeUnit.SECONDS.toNanos(windowSeconds);
			this.roundUp = roundUp;
			this.tells = tells;
		}

		@Override
		public Answer answer(long nowNanos) {
			if (nowNanos / this.windowNanos != this.window) {
				this.window = nowNanos / this.windowNanos;
				this.used = 0;
			}
			boolean accepted = this.used < this.quota;
			this.used += accepted ? 1 : 0;
			long left = (this.window + 1) * this.windowNanos - nowNanos;
			long seconds = (left + (this.roundUp ? 999_999_999 : 0)) / 1_000_000_000;
			Quota told = new Quota("default", "", this.quota, this.windowNanos, this.quota - this.used,
					TimeUnit.SECONDS.toNanos(seconds));
			return new Answer(accepted, this.tells ? List.of(told) : List.of());
		}

		@Override
		public double perSecond() {
			return this.quota * 1e9 / this.windowNanos;
		}

	}

	/** Allows an even rate, with half a second of it at once, and tells nothing. */
	private static final class TokenBucket implements Remote {

		private double rate;

		private double tokens = 1;

		private long last;

		TokenBucket(double rate) {
			this.rate = rate;
		}

		@Override
		public Answer answer(long nowNanos) {
			this.tokens = Math.min(Math.max(1, this.rate / 2), this.tokens + (nowNanos - this.last) / 1e9 * this.rate);
			this.last = nowNanos;
			boolean accepted = this.tokens >= 1;
			this.tokens -= accepted ? 1 : 0;
			return new Answer(accepted, List.of());
		}

		@Override
		public double perSecond() {
			return this.rate;
		}

	}

	private record Event(long atNanos, long order, Runnable action) {

	}

	/** Clients that ask a remote, each for its part of the demand, at random times. */
	private static final class Run {

		private final Remote remote;

		private final List<Client> clients = new ArrayList<>();

		private final boolean learning;

		private final Random random;

		private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> (a.atNanos() != b.atNanos())
				? Long.compare(a.atNanos(), b.atNanos()) : Long.compare(a.order(), b.order()));

		private long now;

		private long order;

		/** How often the demand has changed. */
		private int arrivals;

		private long end;

		private long accepted;

		private long throttled;

		private long waited;

		Run(Remote remote, int clients, boolean learning, long seed) {
			this.remote = remote;
			this.learning = learning;
			this.random = new Random(seed);
			for (int i = 0; i < clients; i++) {
				this.clients.add(new Client());
			}
		}

		void forget() {
			this.accepted = 0;
			this.throttled = 0;
			this.waited = 0;
		}

		void run(double demand, long seconds) {
			this.end = this.now + TimeUnit.SECONDS.toNanos(seconds);
			this.clients.forEach((client) -> arriveNext(client, demand));
			while (!this.events.isEmpty() && this.events.peek().atNanos() < this.end) {
				Event event = this.events.remove();
				this.now = event.atNanos();
				event.action().run();
			}
			this.arrivals++;
			this.now = this.end;
		}

		private void arriveNext(Client client, double demand) {
			double rate = demand * this.remote.perSecond() / this.clients.size();
			int era = this.arrivals;
			at((long) (-Math.log(1 - this.random.nextDouble()) / rate * 1e9), () -> {
				if (era == this.arrivals) {
					client.arrive();
					arriveNext(client, demand);
				}
			});
		}

		private void at(long delayNanos, Runnable action) {
			this.events.add(new Event(this.now + delayNanos, this.order++, action));
		}

		double throttledShare() {
			return (double) this.throttled / (this.accepted + this.throttled);
		}

		double use() {
			return this.accepted / (this.remote.perSecond() * this.end / 1e9);
		}

		private final class Client {

			private final QuotaPacer pacer = new QuotaPacer(0);

			private final Deque<Long> waiting = new ArrayDeque<>();

			private long wakeAt = Long.MAX_VALUE;

			void arrive() {
				this.waiting.add(Run.this.now);
				drain();
			}

			private void drain() {
				while (!this.waiting.isEmpty()) {
					long wait = Run.this.learning ? this.pacer.waitNanos(Run.this.now) : 0;
					if (wait == 0) {
						this.waiting.remove();
						send();
					}
					else if (Run.this.now + wait - this.waiting.element() > PATIENCE) {
						this.waiting.remove();
					}
					else {
						Run.this.waited++;
						wake(Run.this.now + wait);
						return;
					}
				}
			}

			private void wake(long at) {
				this.wakeAt = at;
				at(at - Run.this.now, () -> {
					if (this.wakeAt == at) {
						drain();
					}
				});
			}

			private void send() {
				QuotaPacer.Ticket ticket = this.pacer.sent(Run.this.now);
				at(latency(), () -> {
					Answer answer = Run.this.remote.answer(Run.this.now);
					if (answer.accepted()) {
						Run.this.accepted++;
					}
					else {
						Run.this.throttled++;
					}
					at(latency(), () -> {
						this.pacer.answered(ticket, Run.this.now, answer.accepted() ? 200 : 429, Permit.NO_RETRY_AFTER,
								answer.quotas());
						drain();
					});
				});
			}

			private long latency() {
				return TimeUnit.MICROSECONDS.toNanos(5_000 + Run.this.random.nextInt(20_000));
			}

		}

	}

}
