package io.httpwrapper.autoconfigure.caffeine;

import java.lang.reflect.Field;
import java.util.Objects;

import io.httpwrapper.store.CaffeineCacheStore;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

class CaffeineHintsTests {

	@Test
	void classesThatCaffeineLooksUpByNameAreFound() {
		RuntimeHints hints = new RuntimeHints();
		new CaffeineAutoConfiguration.Hints().registerHints(hints, getClass().getClassLoader());

		Object cache = value(value(new CaffeineCacheStore(1000), "slots"), "cache");
		for (Object made : new Object[] { cache, value(cache, "nodeFactory") }) {
			assertThat(RuntimeHintsPredicates.reflection().onType(made.getClass())).as(made.getClass().getName())
				.accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onConstructorInvocation(made.getClass().getDeclaredConstructors()[0])).accepts(hints);
		}
	}

	private static Object value(Object owner, String name) {
		Field field = Objects.requireNonNull(ReflectionUtils.findField(owner.getClass(), name));
		ReflectionUtils.makeAccessible(field);
		return Objects.requireNonNull(ReflectionUtils.getField(field, owner));
	}

}
