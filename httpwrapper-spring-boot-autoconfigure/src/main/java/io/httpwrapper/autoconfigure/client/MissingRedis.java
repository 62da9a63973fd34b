package io.httpwrapper.autoconfigure.client;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/** Finds out why Redis cannot be used, and says what to do. */
public final class MissingRedis {

	private static final String SPRING_DATA = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration";

	private static final String LETTUCE = "io.lettuce.core.RedisClient";

	private static final String BUCKET4J = "io.github.bucket4j.redis.lettuce.Bucket4jLettuce";

	private MissingRedis() {
	}

	/**
	 * Says what to add or set.
	 * @param bucket4j whether Bucket4j is needed as well
	 */
	static String action(boolean bucket4j) {
		List<String> missing = new ArrayList<>();
		if (!isPresent(SPRING_DATA) || !isPresent(LETTUCE)) {
			missing.add("org.springframework.boot:spring-boot-starter-data-redis");
		}
		if (bucket4j && !isPresent(BUCKET4J)) {
			missing.add("com.bucket4j:bucket4j_jdk17-lettuce");
		}
		return missing.isEmpty()
				? "Let Spring Boot make one LettuceConnectionFactory (spring.data.redis.host and port, or url, and spring.data.redis.client-type=lettuce), or mark one of several as primary."
				: "Add " + String.join(" and ", missing) + " to the class path and set spring.data.redis.*.";
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent(name, null);
	}

	/** Registers these classes, so that a native image finds them by name. */
	public static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			for (String name : List.of(SPRING_DATA, LETTUCE, BUCKET4J)) {
				hints.reflection().registerTypeIfPresent(classLoader, name);
			}
		}

	}

}
