package io.httpwrapper.autoconfigure.bucket4j;

import io.github.bucket4j.Bucket;
import io.httpwrapper.autoconfigure.client.RateLimitBackend;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Counts rate limits in this process.
 */
@AutoConfiguration
@ConditionalOnClass(Bucket.class)
public final class Bucket4jAutoConfiguration {

	@Bean
	RateLimitBackend httpwrapperLocalRateLimits() {
		return new LocalRateLimits();
	}

}
