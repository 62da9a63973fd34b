package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConfigurationBuilder;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.StoreFailure;
import io.httpwrapper.policy.StoreUnavailableException;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

/**
 * Counts in Redis, for all processes that use the same prefix and client name. Each key
 * has a bucket of Bucket4j, which is changed by compare-and-set. While Redis is
 * unavailable, {@code on-store-failure} decides.
 * <p>
 * Each process uses its own time of day. A bucket uses the latest time that it has seen.
 * So clocks may differ by less than the limit's {@code per}.
 */
public final class RedisRateLimiter implements RateLimiter {

	private final RateLimitSettings settings;

	private final StoreCircuit circuit;

	private final RateLimiter local;

	private final LongSupplier nanoTime;

	private final RedisRateLimitKeys keys;

	private final BucketConfiguration configuration;

	private final LettuceBasedProxyManager<byte[]> buckets;

	/** In the order of use, the least recently used first; guarded by itself. */
	private final Map<String, RedisBucket> known = new LinkedHashMap<>(16, 0.75f, true);

	/**
	 * Creates a limiter, without any request to Redis.
	 * @param client name of the client
	 * @param settings the limits, at least one
	 * @param redis the connection
	 * @param circuit the circuit for this client and this use
	 * @param local counts while Redis is unavailable, if the settings say so
	 * @param time the clocks
	 */
	public RedisRateLimiter(String client, RateLimitSettings settings, RedisSource redis, StoreCircuit circuit,
			RateLimiter local, TimeAndChance time) {
		this.settings = settings;
		this.circuit = circuit;
		this.local = local;
		this.nanoTime = time.nanoTime();
		this.keys = new RedisRateLimitKeys(client, settings);
		this.configuration = configuration(settings);
		this.buckets = new LettuceBasedProxyManagerBuilder<>(new LettuceCommands<>(redis::commands))
			.clientClock(new TimeOfDay(time.clock()))
			// frees the commands of a request that the circuit has given up
			.requestTimeout(settings.storeTimeout())
			.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(settings.ttl()))
			.build();
	}

	private static BucketConfiguration configuration(RateLimitSettings settings) {
		ConfigurationBuilder builder = BucketConfiguration.builder();
		settings.all()
			.forEach((limit) -> builder
				.addLimit((it) -> it.capacity(limit.burst()).refillGreedy(limit.permits(), limit.per())));
		return builder.build();
	}

	@Override
	public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
		long start = this.nanoTime.getAsLong();
		CompletableFuture<RateLimitAnswer> answer = this.circuit
			.tryAsk(() -> bucket(key).reserve(Math.max(0, maxWaitNanos)));
		if (answer == null) {
			return withoutRedis(key, maxWaitNanos, null);
		}
		return answer.exceptionallyCompose(
				(error) -> withoutRedis(key, maxWaitNanos - (this.nanoTime.getAsLong() - start), error));
	}

	private CompletionStage<RateLimitAnswer> withoutRedis(String key, long maxWaitNanos, @Nullable Throwable error) {
		return switch (this.settings.onStoreFailure()) {
			case ALLOW -> RateLimitAnswer.NOW_STAGE;
			case LOCAL -> this.local.acquire(key, Math.max(0, maxWaitNanos));
			case REJECT -> CompletableFuture.failedStage(
					(error != null) ? new StoreUnavailableException("Redis did not answer", error) : NotAsked.ERROR);
		};
	}

	/**
	 * Returns the token to where tokens are taken now. A local token that is returned
	 * after Redis is back goes to Redis, whose bucket then holds one token more than it
	 * gave.
	 */
	@Override
	public void giveBack(String key) {
		if (this.circuit.tryAsk(() -> bucket(key).giveBack()) == null
				&& this.settings.onStoreFailure() == StoreFailure.LOCAL) {
			this.local.giveBack(key);
		}
	}

	@Override
	public Map<String, Long> tokens() {
		if (this.settings.onStoreFailure() == StoreFailure.LOCAL && !this.circuit.isClosed()) {
			return this.local.tokens();
		}
		Map<String, Long> tokens = new LinkedHashMap<>();
		synchronized (this.known) {
			this.known.forEach((key, bucket) -> tokens.put(key, bucket.tokens()));
		}
		return Collections.unmodifiableMap(tokens);
	}

	private RedisBucket bucket(String key) {
		synchronized (this.known) {
			RedisBucket bucket = this.known.get(key);
			if (bucket == null) {
				bucket = new RedisBucket(this.buckets, this.keys.of(key).getBytes(StandardCharsets.UTF_8),
						this.configuration);
				this.known.put(key, bucket);
				if (this.known.size() > this.settings.maxKeys()) {
					this.known.remove(this.known.keySet().iterator().next());
				}
			}
			return bucket;
		}
	}

	/** The time of day, which all processes share as far as their clocks agree. */
	private record TimeOfDay(InstantSource clock) implements TimeMeter {

		@Override
		public long currentTimeNanos() {
			return this.clock.millis() * 1_000_000;
		}

		@Override
		public boolean isWallClockBased() {
			return true;
		}

	}

}
