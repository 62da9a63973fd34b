package io.httpwrapper.autoconfigure.redis;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.caffeine.CaffeineAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.ResponseCache;
import io.httpwrapper.fixture.RedisServer;
import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that store responses in Redis.
 */
@Timeout(60)
class RedisCacheContextTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final RedisServer server = RedisServer.start();

	private final AtomicInteger requests = new AtomicInteger();

	private final ApplicationContextRunner catalog = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, CaffeineAutoConfiguration.class,
				RedisAutoConfiguration.class, DataRedisAutoConfiguration.class, WebClientAutoConfiguration.class))
		.withBean(WebClientCustomizer.class, this::upstream)
		.withPropertyValues("httpwrapper.clients.catalog.cache.enabled=true",
				"httpwrapper.clients.catalog.cache.store=redis",
				"httpwrapper.clients.catalog.cache.store-timeout=" + PATIENCE, "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + this.server.port());

	@AfterEach
	void close() {
		this.server.close();
	}

	private WebClientCustomizer upstream() {
		return (builder) -> builder
			.exchangeFunction((request) -> Mono.fromSupplier(() -> ClientResponse.create(HttpStatus.OK)
				.header("Cache-Control", "max-age=60")
				.body(Integer.toString(this.requests.incrementAndGet()))
				.build()));
	}

	private static String get(ApplicationContext context) {
		return context.getBean("catalogWebClient", WebClient.class)
			.get()
			.uri("http://localhost/1")
			.retrieve()
			.bodyToMono(String.class)
			.block(PATIENCE);
	}

	private static ResponseCache cache(ApplicationContext context) {
		return Objects.requireNonNull(context.getBean(ClientRegistry.class).get("catalog").cache());
	}

	@Test
	void applicationsShareWhatTheyStore() {
		this.catalog.run((one) -> {
			assertThat(get(one)).isEqualTo("1");

			this.catalog.run((other) -> assertThat(get(other)).isEqualTo("1"));
		});
	}

	@Test
	void whatOneApplicationDeletesIsGoneForAll() {
		this.catalog.run((one) -> {
			get(one);

			this.catalog.run((other) -> {
				cache(other).purge(URI.create("http://localhost/1"))
					.toCompletableFuture()
					.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
				assertThat(get(one)).isEqualTo("2");
				// nobody waits until Redis has what the first one got
				assertThat(get(other)).isIn("2", "3");
			});
		});
	}

	@Test
	void applicationsWithPrefixesOfTheirOwnShareNothing() {
		this.catalog.run((one) -> {
			get(one);

			this.catalog.withPropertyValues("httpwrapper.clients.catalog.cache.prefix=mine:")
				.run((other) -> assertThat(get(other)).isEqualTo("2"));
		});
	}

	@Test
	void callsGoToTheRemoteWhileRedisIsDead() {
		this.catalog.withPropertyValues("httpwrapper.clients.catalog.cache.store-timeout=100ms").run((context) -> {
			this.server.kill();

			for (int i = 1; i <= 20; i++) {
				assertThat(get(context)).isEqualTo(Integer.toString(i));
			}
		});
	}

	@Test
	void applicationStartsWithoutRedis() {
		this.server.kill();

		this.catalog.withPropertyValues("httpwrapper.clients.catalog.cache.store-timeout=100ms")
			.run((context) -> assertThat(get(context)).isEqualTo("1"));
	}

	@Test
	void withoutLettuceTheStartFailsWithAnAction() {
		this.catalog.withClassLoader(new FilteredClassLoader(RedisClient.class)).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidClientConfigurationException.class,
						(error) -> assertThat(error.action())
							.startsWith("Add org.springframework.boot:spring-boot-starter-data-redis ")
							.endsWith("Or add a bean of type CacheStore, or set cache.store to local."))
				.hasMessage(
						"Client 'catalog' has a response cache with cache.store = redis, but nothing is there that stores in it.");
		});
	}

}
