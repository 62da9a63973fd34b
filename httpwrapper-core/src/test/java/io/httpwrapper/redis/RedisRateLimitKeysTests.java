package io.httpwrapper.redis;

import java.time.Duration;
import java.util.List;

import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.RateLimitScope;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.policy.RateLimitStore;
import io.httpwrapper.policy.StoreFailure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedisRateLimitKeysTests {

	private final RedisRateLimitKeys keys = keys(0);

	private static RedisRateLimitKeys keys(int burst, RateLimit... further) {
		return new RedisRateLimitKeys("orders",
				RateLimitSettings.DEFAULTS.with((it) -> it.enabled(true)
					.permits(100)
					.per(Duration.ofSeconds(1))
					.burst(burst)
					.limits(List.of(further))
					.scope(RateLimitScope.CLIENT)
					.maxWait(Duration.ZERO)
					.maxWaiting(0)
					.maxKeys(10)
					.store(RateLimitStore.REDIS)
					.prefix("shop:")
					.ttl(Duration.ofMinutes(1))
					.storeTimeout(Duration.ofMillis(250))
					.onStoreFailure(StoreFailure.LOCAL)
					.learn(false)));
	}

	@Test
	void clientsOwnKeyIsPrefixNameAndLimits() {
		assertThat(this.keys.of("orders")).isEqualTo("shop:orders:100/PT1S");
	}

	@Test
	void hostFollows() {
		assertThat(this.keys.of("a.example.com:443")).isEqualTo("shop:orders:100/PT1S:a.example.com:443");
	}

	@Test
	void allLimitsAreNamed() {
		assertThat(keys(20, new RateLimit(1000, Duration.ofDays(1), 0)).of("orders"))
			.isEqualTo("shop:orders:100/PT1S+20,1000/PT24H");
	}

	@Test
	void whatComesFromRequestsIsNotShown() {
		String key = this.keys.of("orders|token-of-mr-smith");

		assertThat(key).matches("shop:orders:100/PT1S\\|[0-9a-f]{32}");
		assertThat(this.keys.of("orders|token-of-mr-smith")).isEqualTo(key);
		assertThat(this.keys.of("orders|token-of-mrs-smith")).isNotEqualTo(key);
	}

	@Test
	void partThatLooksLikeAnotherKeyIsAPart() {
		assertThat(this.keys.of("orders|a|b")).matches("shop:orders:100/PT1S\\|[0-9a-f]{32}")
			.isNotEqualTo(this.keys.of("orders|a"));
	}

}
