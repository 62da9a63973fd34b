package io.httpwrapper.redis;

import java.time.Duration;
import java.util.List;

import io.httpwrapper.bucket4j.Bucket4jRateLimiter;
import io.httpwrapper.fixture.RedisServer;
import io.httpwrapper.fixture.VirtualTime;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.RateLimiterContract;
import io.httpwrapper.timing.TimeAndChance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * The limiter that counts in a real Redis, at a time of day that the test sets.
 */
@Timeout(60)
class RedisRateLimiterContractTests extends RateLimiterContract {

	private static RedisServer server;

	private static RedisConnection connection;

	private final VirtualTime time = new VirtualTime();

	@BeforeAll
	static void connect() {
		server = RedisServer.start();
		connection = new RedisConnection(server);
	}

	@AfterAll
	static void close() {
		connection.close();
		server.close();
	}

	@BeforeEach
	void forget() {
		connection.commands().flushall().toCompletableFuture().join();
	}

	@Override
	protected RateLimiter create(RateLimitSettings settings) {
		TimeAndChance system = TimeAndChance.system();
		TimeAndChance virtual = new TimeAndChance(this.time::nanoTime, this.time, system.random(), system.scheduler(),
				system.timer());
		// what runs for the first time is slow: the store has time
		StoreCircuit circuit = new StoreCircuit("orders", "rate-limit", Duration.ofSeconds(10), system, List.of());
		return new RedisRateLimiter("orders", settings, connection, circuit,
				new Bucket4jRateLimiter(settings, this.time::nanoTime), virtual);
	}

	@Override
	protected void advance(Duration duration) {
		this.time.advance(duration);
	}

}
