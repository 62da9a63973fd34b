package io.httpwrapper.autoconfigure.redis;

import java.util.List;

import io.httpwrapper.autoconfigure.client.RateLimitBackend;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.policy.RateLimitStore;
import io.httpwrapper.policy.RateLimiterFactory;
import io.httpwrapper.redis.RedisRateLimiter;
import io.httpwrapper.redis.StoreCircuit;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Creates rate limiters that count in Redis, and in this process while Redis is
 * unavailable.
 *
 * @param redis the connection
 * @param backends among them the one that counts here
 */
record RedisRateLimits(LettuceSource redis, ObjectProvider<RateLimitBackend> backends) implements RateLimitBackend {

	@Override
	public RateLimitStore store() {
		return RateLimitStore.REDIS;
	}

	@Override
	public RateLimiterFactory limiters(TimeAndChance time, List<ClientEventListener> listeners) {
		RateLimiterFactory local = local().limiters(time, listeners);
		this.redis.connect();
		return (client, settings) -> new RedisRateLimiter(client, settings, this.redis,
				new StoreCircuit(client, "rate-limit", settings.storeTimeout(), time, listeners),
				local.create(client, settings), time);
	}

	/** Bucket4j for Redis does not come without Bucket4j. */
	private RateLimitBackend local() {
		return this.backends.stream()
			.filter((backend) -> backend.store() == RateLimitStore.LOCAL)
			.findFirst()
			.orElseThrow();
	}

}
