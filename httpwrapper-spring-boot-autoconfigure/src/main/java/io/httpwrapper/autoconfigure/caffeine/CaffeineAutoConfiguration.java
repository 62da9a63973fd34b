package io.httpwrapper.autoconfigure.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.httpwrapper.autoconfigure.CacheBackend;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Stores responses in this process.
 */
@AutoConfiguration
@ConditionalOnClass(Caffeine.class)
public final class CaffeineAutoConfiguration {

	@Bean
	CacheBackend httpwrapperLocalCaches() {
		return new LocalCaches();
	}

}
