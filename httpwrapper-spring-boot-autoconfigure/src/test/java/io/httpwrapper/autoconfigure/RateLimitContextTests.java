package io.httpwrapper.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.bucket4j.Bucket;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.bucket4j.Bucket4jAutoConfiguration;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.plugin.RateLimitKey;
import io.httpwrapper.policy.RateLimitAnswer;
import io.httpwrapper.policy.RateLimiter;
import io.httpwrapper.policy.RateLimiterFactory;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rate limits and the beans that take part in them.
 */
class RateLimitContextTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ApplicationContextRunner orders = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, Bucket4jAutoConfiguration.class,
				WebClientAutoConfiguration.class))
		.withUserConfiguration(Upstream.class)
		.withPropertyValues("httpwrapper.clients.orders.rate-limit.enabled=true",
				"httpwrapper.clients.orders.rate-limit.permits=1", "httpwrapper.clients.orders.rate-limit.per=1h",
				"httpwrapper.clients.users.base-url=http://users.internal");

	private static int get(ApplicationContext context, String client, String tenant) {
		return context.getBean(client + "WebClient", WebClient.class)
			.get()
			.uri("http://localhost/1")
			.header("X-Tenant", tenant)
			.exchangeToMono((response) -> Mono.just(response.statusCode().value()))
			.block(PATIENCE);
	}

	private static ClientSnapshot snapshot(ApplicationContext context, String client) {
		return context.getBean(ClientRegistry.class).get(client).snapshot();
	}

	@Test
	void clientWithALimitKeepsIt() {
		this.orders.run((context) -> {
			assertThat(get(context, "orders", "a")).isEqualTo(200);
			assertThatExceptionOfType(RateLimitedException.class).isThrownBy(() -> get(context, "orders", "b"));
			assertThat(snapshot(context, "orders").rateLimit()).isNotNull();
		});
	}

	@Test
	void clientWithoutALimitHasNone() {
		this.orders.run((context) -> {
			get(context, "users", "a");

			assertThat(get(context, "users", "a")).isEqualTo(200);
			assertThat(snapshot(context, "users").rateLimit()).isNull();
		});
	}

	@Test
	void keyCanBeAHeader() {
		this.orders.withPropertyValues("httpwrapper.clients.orders.rate-limit.key=header:X-Tenant").run((context) -> {
			get(context, "orders", "a");

			assertThat(get(context, "orders", "b")).isEqualTo(200);
			assertThatExceptionOfType(RateLimitedException.class).isThrownBy(() -> get(context, "orders", "a"));
		});
	}

	@Test
	void keyCanBeABean() {
		this.orders
			.withBean(RateLimitKey.class, () -> (request) -> request.headers().getFirst("X-Tenant").substring(0, 1))
			.run((context) -> {
				get(context, "orders", "a1");

				assertThat(get(context, "orders", "b1")).isEqualTo(200);
				assertThatExceptionOfType(RateLimitedException.class).isThrownBy(() -> get(context, "orders", "a2"));
			});
	}

	@Test
	void keyBeanNamedAfterAnotherClientIsNotAsked() {
		this.orders
			.withBean("usersRateLimitKey", RateLimitKey.class,
					() -> (request) -> request.headers().getFirst("X-Tenant"))
			.run((context) -> {
				get(context, "orders", "a");

				assertThatExceptionOfType(RateLimitedException.class).isThrownBy(() -> get(context, "orders", "b"));
			});
	}

	@Test
	void ownLimiterReplacesOurs() {
		this.orders.withBean(RateLimiter.class, Never::new)
			.run((context) -> assertThatExceptionOfType(RateLimitedException.class)
				.isThrownBy(() -> get(context, "orders", "a")));
	}

	@Test
	void ownFactoryReplacesOurs() {
		this.orders.withBean(RateLimiterFactory.class, () -> (client, settings) -> {
			assertThat(client).isEqualTo("orders");
			assertThat(settings.permits()).isOne();
			return new Never();
		})
			.run((context) -> assertThatExceptionOfType(RateLimitedException.class)
				.isThrownBy(() -> get(context, "orders", "a")));
	}

	@Test
	void limiterNamedAfterAnotherClientIsNotUsed() {
		this.orders.withBean("usersRateLimiter", RateLimiter.class, Never::new)
			.run((context) -> assertThat(get(context, "orders", "a")).isEqualTo(200));
	}

	@Test
	void withoutBucket4jTheStartFailsWithAnAction() {
		this.orders.withClassLoader(new FilteredClassLoader(Bucket.class)).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidClientConfigurationException.class,
						(error) -> assertThat(error.action())
							.startsWith("Add com.bucket4j:bucket4j_jdk17-core, which the starter brings along"))
				.hasMessage(
						"Client 'orders' has a rate limit with rate-limit.store = local, but nothing is there that counts in it.");
		});
	}

	@Test
	void withoutBucket4jAClientWithoutLimitsStarts() {
		this.orders.withClassLoader(new FilteredClassLoader(Bucket.class))
			.withPropertyValues("httpwrapper.clients.orders.rate-limit.enabled=false")
			.run((context) -> assertThat(get(context, "orders", "a")).isEqualTo(200));
	}

	@Test
	void withoutBucket4jAnOwnLimiterCounts() {
		this.orders.withClassLoader(new FilteredClassLoader(Bucket.class))
			.withBean(RateLimiter.class, Never::new)
			.run((context) -> assertThatExceptionOfType(RateLimitedException.class)
				.isThrownBy(() -> get(context, "orders", "a")));
	}

	@Configuration(proxyBeanMethods = false)
	static class Upstream {

		@Bean
		WebClientCustomizer upstream() {
			return (builder) -> builder
				.exchangeFunction((request) -> Mono.just(ClientResponse.create(HttpStatus.OK).build()));
		}

	}

	/** Lets nothing through. */
	private static final class Never implements RateLimiter {

		@Override
		public CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos) {
			return CompletableFuture.completedStage(RateLimitAnswer.refused(Long.MAX_VALUE));
		}

		@Override
		public void giveBack(String key) {
		}

		@Override
		public Map<String, Long> tokens() {
			return Map.of();
		}

	}

}
