package io.httpwrapper.autoconfigure;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

import io.httpwrapper.autoconfigure.bucket4j.Bucket4jAutoConfiguration;
import io.httpwrapper.autoconfigure.caffeine.CaffeineAutoConfiguration;
import io.httpwrapper.autoconfigure.health.ClientHealthAutoConfiguration;
import io.httpwrapper.autoconfigure.metrics.ClientMetricsAutoConfiguration;
import io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class IdleClientsTests {

	private static final int CLIENTS = 50;

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, NettyAutoConfiguration.class,
				Bucket4jAutoConfiguration.class, CaffeineAutoConfiguration.class, ClientMetricsAutoConfiguration.class,
				ClientHealthAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withPropertyValues("httpwrapper.defaults.cache.enabled=true", "httpwrapper.defaults.bulkhead.max-concurrent=5",
				"httpwrapper.defaults.rate-limit.enabled=true", "httpwrapper.defaults.rate-limit.permits=5",
				"spring.reactor.netty.shutdown-quiet-period=0s");

	/**
	 * Beside those that an application has with one client. A timer would need one:
	 * whatever is due in time is so on a thread that waits for it.
	 */
	@Test
	void clientsThatNobodyCallsHaveNoThread() {
		this.context.run((one) -> {
			one.getBean("webClient");
			Set<Thread> before = Thread.getAllStackTraces().keySet();

			this.context.withPropertyValues(clients()).run((many) -> {
				assertThat(many.getBeansOfType(WebClient.class)).hasSize(CLIENTS + 1);
				Set<Thread> made = new HashSet<>(Thread.getAllStackTraces().keySet());
				made.removeAll(before);
				assertThat(made).extracting(Thread::getName).isEmpty();
			});
		});
	}

	private static String[] clients() {
		return IntStream.range(0, CLIENTS)
			.mapToObj((i) -> "httpwrapper.clients.remote%d.base-url=http://remote-%d.internal".formatted(i, i))
			.toArray(String[]::new);
	}

}
