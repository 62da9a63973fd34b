package io.httpwrapper.autoconfigure.caffeine;

import java.util.List;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.httpwrapper.autoconfigure.client.CacheBackend;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Stores responses in this process.
 */
@AutoConfiguration
@ConditionalOnClass(Caffeine.class)
@ImportRuntimeHints(CaffeineAutoConfiguration.Hints.class)
public final class CaffeineAutoConfiguration {

	@Bean
	CacheBackend httpwrapperLocalCaches() {
		return new LocalCaches();
	}

	/**
	 * Lets a native image find the classes that Caffeine takes for a cache with a weigher
	 * and a maximum weight, by their names.
	 */
	static final class Hints implements RuntimeHintsRegistrar {

		private static final List<String> CLASSES = List.of("com.github.benmanes.caffeine.cache.SSMW",
				"com.github.benmanes.caffeine.cache.PSMW");

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			CLASSES.forEach((name) -> hints.reflection()
				.registerTypeIfPresent(classLoader, name, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
						MemberCategory.ACCESS_DECLARED_FIELDS));
		}

	}

}
