package io.httpwrapper.autoconfigure.redis;

import io.httpwrapper.autoconfigure.client.CacheBackend;
import io.httpwrapper.autoconfigure.client.RateLimitBackend;
import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration of caches and rate limits that processes share through Redis. There
 * is no connection until a client needs one.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class })
@ConditionalOnSingleCandidate(LettuceConnectionFactory.class)
public final class RedisAutoConfiguration {

	@Bean
	LettuceSource httpwrapperRedis(LettuceConnectionFactory connections) {
		return new LettuceSource(connections);
	}

	@Bean
	CacheBackend httpwrapperRedisCaches(LettuceSource redis) {
		return new RedisCaches(redis);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "io.github.bucket4j.redis.lettuce.Bucket4jLettuce")
	static class RateLimitConfiguration {

		@Bean
		RateLimitBackend httpwrapperRedisRateLimits(LettuceSource redis, ObjectProvider<RateLimitBackend> backends) {
			return new RedisRateLimits(redis, backends);
		}

	}

}
