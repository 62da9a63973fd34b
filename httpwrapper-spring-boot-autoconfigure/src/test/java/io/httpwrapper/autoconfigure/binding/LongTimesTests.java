package io.httpwrapper.autoconfigure.binding;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.autoconfigure.OwnConnectorAutoConfiguration;
import io.httpwrapper.autoconfigure.bucket4j.Bucket4jAutoConfiguration;
import io.httpwrapper.autoconfigure.caffeine.CaffeineAutoConfiguration;
import io.httpwrapper.autoconfigure.httpcomponents.HttpComponentsAutoConfiguration;
import io.httpwrapper.autoconfigure.jdk.JdkAutoConfiguration;
import io.httpwrapper.autoconfigure.jetty.JettyAutoConfiguration;
import io.httpwrapper.autoconfigure.netty.NettyAutoConfiguration;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings that are set to the longest time there is.
 */
class LongTimesTests {

	private static final String CLIENT = "httpwrapper.clients.orders.";

	private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
				ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				OwnConnectorAutoConfiguration.class, HttpWrapperAutoConfiguration.class,
				CaffeineAutoConfiguration.class, Bucket4jAutoConfiguration.class, NettyAutoConfiguration.class,
				JdkAutoConfiguration.class, JettyAutoConfiguration.class, HttpComponentsAutoConfiguration.class))
		.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s", CLIENT + "cache.enabled=true",
				CLIENT + "bulkhead.max-concurrent=1", CLIENT + "rate-limit.enabled=true",
				CLIENT + "rate-limit.permits=100", CLIENT + "rate-limit.learn=true");

	@ParameterizedTest
	@CsvSource({ "reactor-netty,''", "jdk,timeout.read|pool[.].*|connection[.]dns[.].*",
			"jetty,pool.acquire-timeout|connection[.]dns[.].*",
			"http-components,pool.acquire-timeout|connection[.]dns[.].*" })
	void timeTooLongToBeCountedIsAsGoodAsNoLimit(String backend, String unable) throws Exception {
		String[] properties = durations().filter((path) -> !path.matches(unable))
			.map((path) -> CLIENT + path + "=" + FOREVER.toSeconds() + "s")
			.toArray(String[]::new);
		try (RawServer server = new RawServer(
				new Replies((request) -> List.of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))) {
			this.context.withPropertyValues(properties)
				.withPropertyValues(CLIENT + "backend=" + backend)
				.run((context) -> assertThat(status(context.getBean("ordersWebClient", WebClient.class), server))
					.isEqualTo(HttpStatusCode.valueOf(200)));
		}
	}

	@ParameterizedTest
	@CsvSource({ "timeout.attempt", "retry.max-backoff" })
	void oneLongTimeAmongShortOnesDoesNotFailTheStart(String path) {
		this.context.withPropertyValues(CLIENT + path + "=" + FOREVER.toSeconds() + "s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	/** All settings that are times, but for one that is refused with the reason. */
	private static Stream<String> durations() {
		return SettingProperty.ALL.stream()
			.filter((property) -> property.component().getType() == Duration.class)
			.map(SettingProperty::path)
			.filter((path) -> !path.equals("rate-limit.per"));
	}

	private static HttpStatusCode status(WebClient client, RawServer server) {
		return client.get()
			.uri(server.url("localhost"))
			.retrieve()
			.toBodilessEntity()
			.blockOptional(Duration.ofSeconds(10))
			.orElseThrow()
			.getStatusCode();
	}

}
