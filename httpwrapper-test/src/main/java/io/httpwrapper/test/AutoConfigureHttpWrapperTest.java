package io.httpwrapper.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Puts all clients of a tested application before scripted {@link Upstreams} instead of
 * the network, and on {@link TestTime} instead of the real one. Goes with
 * {@code @SpringBootTest} or a test slice. Before each test scripts are empty, circuits
 * are closed, caches are empty, and an hour has passed, so that limits and budgets are
 * full. For tests that run one after another.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureHttpWrapperTest {

}
