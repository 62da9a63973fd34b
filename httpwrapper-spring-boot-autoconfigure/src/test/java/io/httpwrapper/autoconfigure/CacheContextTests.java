package io.httpwrapper.autoconfigure;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.caffeine.CaffeineAutoConfiguration;
import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.settings.CacheStoreType;
import io.httpwrapper.store.CaffeineCacheStore;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Response caches and the beans that take part in them.
 */
class CacheContextTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ApplicationContextRunner catalog = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, CaffeineAutoConfiguration.class,
				WebClientAutoConfiguration.class))
		.withUserConfiguration(Upstream.class)
		.withPropertyValues("httpwrapper.clients.catalog.cache.enabled=true",
				"httpwrapper.clients.users.base-url=http://users.internal");

	private static String get(ApplicationContext context, String client) {
		return context.getBean(client + "WebClient", WebClient.class)
			.get()
			.uri("http://localhost/1")
			.retrieve()
			.bodyToMono(String.class)
			.block(PATIENCE);
	}

	private static WrappedClient client(ApplicationContext context, String client) {
		return context.getBean(ClientRegistry.class).get(client);
	}

	private static CacheStatistics statistics(CacheStore store) {
		return store.statistics().toCompletableFuture().getNow(CacheStatistics.UNKNOWN);
	}

	@Test
	void clientWithACacheAnswersFromIt() {
		this.catalog.run((context) -> {
			assertThat(get(context, "catalog")).isEqualTo("1");
			assertThat(get(context, "catalog")).isEqualTo("1");
			assertThat(Objects.requireNonNull(client(context, "catalog").snapshot().cache()).hits()).isEqualTo(1);
		});
	}

	@Test
	void clientWithoutACacheHasNone() {
		this.catalog.run((context) -> {
			assertThat(get(context, "users")).isEqualTo("1");
			assertThat(get(context, "users")).isEqualTo("2");
			assertThat(client(context, "users").cache()).isNull();
		});
	}

	@Test
	void eachClientHasAStoreOfItsOwn() {
		this.catalog.withPropertyValues("httpwrapper.clients.users.cache.enabled=true").run((context) -> {
			get(context, "catalog");

			assertThat(Objects.requireNonNull(client(context, "users").cache())
				.statistics()
				.toCompletableFuture()
				.getNow(CacheStatistics.UNKNOWN)
				.entries()).isZero();
		});
	}

	@Test
	void ownStoreReplacesOurs() {
		CacheStore own = new CaffeineCacheStore(1_000_000);
		this.catalog.withBean(CacheStore.class, () -> own).run((context) -> {
			get(context, "catalog");

			assertThat(statistics(own).entries()).isEqualTo(1);
		});
	}

	@Test
	void storeNamedAfterAClientIsItsAlone() {
		CacheStore own = new CaffeineCacheStore(1_000_000);
		this.catalog.withPropertyValues("httpwrapper.clients.users.cache.enabled=true")
			.withBean("catalogCacheStore", CacheStore.class, () -> own)
			.run((context) -> {
				get(context, "catalog");
				get(context, "users");

				assertThat(statistics(own).entries()).isEqualTo(1);
				assertThat(await(own.uris("catalog", 10))).hasSize(1);
				assertThat(await(Objects.requireNonNull(client(context, "users").cache()).uris(10))).hasSize(1);
			});
	}

	private static <T> T await(CompletionStage<T> answer) {
		return answer.toCompletableFuture().join();
	}

	@Test
	void storeNamedAfterAnotherClientIsNotUsed() {
		CacheStore own = new CaffeineCacheStore(1_000_000);
		this.catalog.withBean("usersCacheStore", CacheStore.class, () -> own).run((context) -> {
			get(context, "catalog");

			assertThat(statistics(own).entries()).isZero();
		});
	}

	@Test
	void withoutCaffeineTheStartFailsWithAnAction() {
		this.catalog.withClassLoader(new FilteredClassLoader(Caffeine.class)).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidClientConfigurationException.class,
						(error) -> assertThat(error.action())
							.startsWith("Add com.github.ben-manes.caffeine:caffeine, which the starter brings along"))
				.hasMessage(
						"Client 'catalog' has a response cache with cache.store = local, but nothing is there that stores in it.");
		});
	}

	@Test
	void withoutCaffeineAClientWithoutACacheStarts() {
		this.catalog.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.withPropertyValues("httpwrapper.clients.catalog.cache.enabled=false")
			.run((context) -> assertThat(get(context, "catalog")).isEqualTo("1"));
	}

	@Test
	void storeThatIsNotThereIsNamed() {
		this.catalog.withPropertyValues("httpwrapper.clients.catalog.cache.store=redis")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("cache.store = " + CacheStoreType.REDIS.name().toLowerCase()));
	}

	@Configuration(proxyBeanMethods = false)
	static class Upstream {

		private final AtomicInteger requests = new AtomicInteger();

		@Bean
		WebClientCustomizer upstream() {
			return (builder) -> builder
				.exchangeFunction((request) -> Mono.fromSupplier(() -> ClientResponse.create(HttpStatus.OK)
					.header("Cache-Control", "max-age=60")
					.body(Integer.toString(this.requests.incrementAndGet()))
					.build()));
		}

	}

}
