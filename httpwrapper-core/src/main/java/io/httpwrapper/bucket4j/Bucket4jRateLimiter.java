package io.httpwrapper.bucket4j;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConfigurationBuilder;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.RateLimiterFactory;

/**
 * Counts in this process, with a bucket of Bucket4j for each key. Lock-free, except for
 * the first use of a key.
 * <p>
 * When there are more keys than {@code max-keys}, a key that was not used recently is
 * removed (second-chance algorithm). A key with reserved tokens is removed only if there
 * is no other. A removed key starts with all its tokens when it is used again. So a
 * client that uses more keys at a time than {@code max-keys} sends more than its limits.
 */
public final class Bucket4jRateLimiter implements RateLimiter.Adjustable {

	private static final int NO_NAME = 0;

	/** Guarded by this, like the last name. */
	private List<Named> limits = List.of();

	private int latestName;

	private final int maxKeys;

	private final TimeMeter meter;

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	/** The keys in the order in which they are checked for removal; guarded by this. */
	private final Deque<Entry> order = new ArrayDeque<>();

	/**
	 * Creates a limiter in which all keys have all their tokens.
	 * @param settings the limits, at least one
	 * @param nanoTime elapsed time, as {@link System#nanoTime()}
	 */
	public Bucket4jRateLimiter(RateLimitSettings settings, LongSupplier nanoTime) {
		this.limits = named(settings.all());
		this.maxKeys = settings.maxKeys();
		this.meter = new Elapsed(nanoTime, nanoTime.getAsLong());
	}

	/**
	 * A factory of limiters that use one clock.
	 */
	public static RateLimiterFactory factory(LongSupplier nanoTime) {
		return (client, settings) -> new Bucket4jRateLimiter(settings, nanoTime);
	}

	@Override
	public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
		Entry entry = this.entries.get(key);
		if (entry == null) {
			entry = create(key);
		}
		else if (!entry.used) {
			entry.used = true;
		}
		return entry.bucket.tryConsume(1) ? RateLimitAnswer.NOW_STAGE
				: CompletableFuture.completedStage(reserve(entry.bucket, maxWaitNanos));
	}

	private static RateLimitAnswer reserve(Bucket bucket, long maxWaitNanos) {
		Reservation reservation = new Reservation();
		if (maxWaitNanos > 0 && bucket.asBlocking().tryConsumeUninterruptibly(1, maxWaitNanos, reservation::after)) {
			return RateLimitAnswer.after(reservation.nanos);
		}
		// consume and read the wait in one step, so that a token that has become
		// available meanwhile is taken
		ConsumptionProbe now = bucket.tryConsumeAndReturnRemaining(1);
		return now.isConsumed() ? RateLimitAnswer.NOW : RateLimitAnswer.refused(now.getNanosToWaitForRefill());
	}

	@Override
	public void giveBack(String key) {
		Entry entry = this.entries.get(key);
		if (entry != null) {
			entry.bucket.addTokens(1);
		}
	}

	@Override
	public Map<String, Long> tokens() {
		return this.entries.values()
			.stream()
			.collect(Collectors.toUnmodifiableMap((entry) -> entry.key, Entry::tokens));
	}

	private synchronized Entry create(String key) {
		Entry other = this.entries.get(key);
		if (other != null) {
			return other;
		}
		if (this.order.size() >= this.maxKeys) {
			makeRoom();
		}
		Entry created = new Entry(key, bucket());
		this.order.addLast(created);
		this.entries.put(key, created);
		return created;
	}

	/** Removes keys. Each round clears marks or ends, so there are at most two rounds. */
	private void makeRoom() {
		for (int looks = 2 * this.order.size(); looks > 0; looks--) {
			Entry entry = this.order.removeFirst();
			if (!entry.used && entry.tokens() >= 0) {
				this.entries.remove(entry.key);
				return;
			}
			entry.used = false;
			this.order.addLast(entry);
		}
		this.entries.remove(this.order.removeFirst().key);
	}

	private Bucket bucket() {
		LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(this.meter);
		this.limits.forEach((limit) -> builder.addLimit(limit.bandwidth()));
		return builder.build();
	}

	/** A new limit starts with all its tokens. */
	@Override
	public synchronized void change(RateLimitSettings settings) {
		List<Named> limits = named(settings.all());
		if (limits.equals(this.limits)) {
			return;
		}
		this.limits = limits;
		ConfigurationBuilder configuration = BucketConfiguration.builder();
		limits.forEach((limit) -> configuration.addLimit(limit.bandwidth()));
		this.order.forEach(
				(entry) -> entry.bucket.replaceConfiguration(configuration.build(), TokensInheritanceStrategy.AS_IS));
	}

	/**
	 * Gives each new limit the name of the current limit that it replaces: the one with
	 * the same period, or else the one at the same position.
	 */
	private List<Named> named(List<RateLimit> limits) {
		List<Named> left = new ArrayList<>(this.limits);
		List<Named> named = new ArrayList<>();
		limits.forEach((limit) -> named.add(new Named(takeName(left, limit.per()), limit)));
		named.replaceAll((it) -> (it.name != NO_NAME) ? it
				: new Named(left.isEmpty() ? ++this.latestName : left.remove(0).name, it.limit));
		return named;
	}

	private static int takeName(List<Named> left, Duration per) {
		for (Named named : left) {
			if (named.limit.per().equals(per)) {
				left.remove(named);
				return named.name;
			}
		}
		return NO_NAME;
	}

	/** A limit with a name that stays the same when other limits are added or removed. */
	private record Named(int name, RateLimit limit) {

		private Bandwidth bandwidth() {
			return Bandwidth.builder()
				.capacity(this.limit.burst())
				.refillGreedy(this.limit.permits(), this.limit.per())
				.id(Integer.toString(this.name))
				.build();
		}

	}

	/** The bucket of a key. */
	private static final class Entry {

		private final String key;

		private final Bucket bucket;

		/**
		 * Whether the key was used again since it was created or last checked for
		 * removal.
		 */
		private volatile boolean used;

		private Entry(String key, Bucket bucket) {
			this.key = key;
			this.bucket = bucket;
		}

		private long tokens() {
			return this.bucket.getAvailableTokens();
		}

	}

	/** Receives from Bucket4j how long it would have blocked the thread. */
	private static final class Reservation {

		private long nanos;

		private void after(long nanos) {
			this.nanos = nanos;
		}

	}

	/**
	 * Time since the start. Bucket4j compares times by value, which is wrong for
	 * {@link System#nanoTime()}, because it may overflow. Time since the start does not
	 * overflow.
	 */
	private record Elapsed(LongSupplier nanoTime, long startNanos) implements TimeMeter {

		@Override
		public long currentTimeNanos() {
			return this.nanoTime.getAsLong() - this.startNanos;
		}

		@Override
		public boolean isWallClockBased() {
			return false;
		}

	}

}
