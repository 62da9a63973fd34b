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
 * Lets clients share what they count and store through Redis. Nothing connects unless a
 * client asks for it.
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
