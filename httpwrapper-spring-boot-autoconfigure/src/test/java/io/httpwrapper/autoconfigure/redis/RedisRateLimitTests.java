package io.httpwrapper.autoconfigure.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.bucket4j.Bucket4jAutoConfiguration;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RedisServer;
import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits of applications that share a real Redis, which dies and hangs.
 */
@Timeout(120)
class RedisRateLimitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int CALLS = 200;

	private static RedisServer server;

	private final CountDownLatch back = new CountDownLatch(1);

	private final ApplicationContextRunner unconnected = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, Bucket4jAutoConfiguration.class,
				RedisAutoConfiguration.class, WebClientAutoConfiguration.class))
		.withUserConfiguration(Upstream.class)
		.withBean(ClientEventListener.class, () -> this::hear)
		.withPropertyValues("spring.data.redis.host=127.0.0.1", "httpwrapper.clients.orders.rate-limit.enabled=true",
				"httpwrapper.clients.orders.rate-limit.permits=20", "httpwrapper.clients.orders.rate-limit.per=1h",
				"httpwrapper.clients.orders.rate-limit.max-wait=0",
				"httpwrapper.clients.orders.rate-limit.store-timeout=200ms",
				"httpwrapper.clients.orders.rate-limit.store=redis");

	private final ApplicationContextRunner orders = this.unconnected
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

	@BeforeAll
	static void startRedis() {
		server = RedisServer.start();
	}

	@AfterAll
	static void stopRedis() {
		server.close();
	}

	private void hear(ClientEvent event) {
		if (event.type() == EventType.STORE_CHANGED && "available".equals(event.to())) {
			this.back.countDown();
		}
	}

	private ApplicationContextRunner connected() {
		return this.orders.withPropertyValues("spring.data.redis.port=" + server.port());
	}

	/** What became of calls that are made at once. */
	private static Map<String, Long> send(ApplicationContext context, int calls) {
		return Flux.range(0, calls)
			.flatMap((i) -> call(context), calls)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
			.block(PATIENCE);
	}

	private static Mono<String> call(ApplicationContext context) {
		return context.getBean("ordersWebClient", WebClient.class)
			.get()
			.uri("http://localhost/1")
			.retrieve()
			.toBodilessEntity()
			.map((response) -> "sent")
			.onErrorReturn(RateLimitedException.class, "refused");
	}

	private static String[] prefix(String prefix) {
		return new String[] { "httpwrapper.clients.orders.rate-limit.prefix=" + prefix };
	}

	@Test
	void applicationsShareTheirLimit() {
		ApplicationContextRunner runner = connected().withPropertyValues(prefix("shared:"));
		runner.run((one) -> runner.run((other) -> {
			assertThat(send(one, 15)).isEqualTo(Map.of("sent", 15L));

			assertThat(send(other, 15)).isEqualTo(Map.of("sent", 5L, "refused", 10L));
		}));
	}

	@Test
	void ownConnectionFactoryIsUsed() {
		this.orders.withPropertyValues(prefix("own:"))
			.withPropertyValues("spring.data.redis.port=1",
					"httpwrapper.clients.orders.rate-limit.on-store-failure=reject")
			.withBean(LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", server.port())))
			.run((context) -> assertThat(send(context, 30)).isEqualTo(Map.of("sent", 20L, "refused", 10L)));
	}

	@ParameterizedTest
	@CsvSource({ "allow,200", "reject,0", "local,20" })
	void deadRedisLosesNoCallAndIsUsedAgain(String policy, int sent) {
		try (RedisServer mortal = RedisServer.start()) {
			withRedis(mortal, policy).run((context) -> {
				assertThat(send(context, 1)).isEqualTo(Map.of("sent", 1L));
				mortal.kill();

				assertThat(send(context, CALLS)).isEqualTo(outcomes(sent));
				mortal.restart();
				callUntilBack(context);

				// it is empty again, and is asked
				long let = send(context, CALLS).get("sent");
				assertThat(let).isBetween(1L, 20L);
				assertThat(send(context, 1)).isEqualTo(Map.of("refused", 1L));
			});
		}
	}

	@ParameterizedTest
	@CsvSource({ "allow,200", "reject,0", "local,20" })
	void hungRedisLosesNoCallAndIsUsedAgain(String policy, int sent) {
		try (RedisServer frozen = RedisServer.start()) {
			withRedis(frozen, policy).run((context) -> {
				assertThat(send(context, 1)).isEqualTo(Map.of("sent", 1L));
				frozen.freeze();

				assertThat(send(context, CALLS)).isEqualTo(outcomes(sent));
				frozen.thaw();
				callUntilBack(context);

				assertThat(send(context, CALLS)).containsKey("refused");
			});
		}
	}

	private static Map<String, Long> outcomes(int sent) {
		return Stream.of(Map.entry("sent", (long) sent), Map.entry("refused", (long) CALLS - sent))
			.filter((outcome) -> outcome.getValue() > 0)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private void callUntilBack(ApplicationContext context) {
		Mono.defer(() -> call(context))
			.delayElement(Duration.ofMillis(10))
			.repeat(() -> this.back.getCount() > 0)
			.blockLast(PATIENCE);
	}

	private ApplicationContextRunner withRedis(RedisServer redis, String policy) {
		return this.orders.withPropertyValues("spring.data.redis.port=" + redis.port(),
				"httpwrapper.clients.orders.rate-limit.on-store-failure=" + policy);
	}

	@Test
	void withoutLettuceTheStartFailsWithAnAction() {
		connected().withClassLoader(new FilteredClassLoader("io.lettuce"))
			.run(RedisRateLimitTests::assertThatTheStarterIsMissing);
	}

	@Test
	void withoutSpringBootsRedisTheStartFailsWithAnAction() {
		this.unconnected.withClassLoader(new FilteredClassLoader("org.springframework.boot.data.redis"))
			.run(RedisRateLimitTests::assertThatTheStarterIsMissing);
	}

	private static void assertThatTheStarterIsMissing(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		assertThat(context.getStartupFailure()).rootCause()
			.isInstanceOfSatisfying(InvalidClientConfigurationException.class,
					(error) -> assertThat(error.action())
						.startsWith("Add org.springframework.boot:spring-boot-starter-data-redis"))
			.hasMessage(
					"Client 'orders' has a rate limit with rate-limit.store = redis, but nothing is there that counts in it.");
	}

	@Test
	void withoutBucket4jForRedisTheStartFailsWithAnAction() {
		connected().withClassLoader(new FilteredClassLoader(Bucket4jLettuce.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidClientConfigurationException.class, (error) -> assertThat(error.action())
					.startsWith("Add com.bucket4j:bucket4j_jdk17-lettuce to the class path")));
	}

	@Test
	void withoutAConnectionFactoryTheStartFailsWithAnAction() {
		connected().withPropertyValues("spring.data.redis.client-type=jedis")
			.withClassLoader(new FilteredClassLoader("redis.clients"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidClientConfigurationException.class, (error) -> assertThat(error.action())
					.startsWith("Let Spring Boot make one LettuceConnectionFactory")));
	}

	@Test
	void applicationWithoutSharedLimitsNeedsNoRedis() {
		this.orders.withPropertyValues("httpwrapper.clients.orders.rate-limit.store=local")
			.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(send(context, 1)).isEqualTo(Map.of("sent", 1L)));
	}

	@Configuration(proxyBeanMethods = false)
	static class Upstream {

		@Bean
		WebClientCustomizer upstream() {
			return (builder) -> builder
				.exchangeFunction((request) -> Mono.just(ClientResponse.create(HttpStatus.OK).build()));
		}

	}

}
