package io.httpwrapper.autoconfigure;

import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Boot's structured logging makes of our lines.
 */
@ExtendWith(OutputCaptureExtension.class)
class StructuredLogTests {

	private static final WireMockServer upstream = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	@BeforeAll
	static void startUpstream() {
		upstream.start();
		upstream.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.serviceUnavailable()));
	}

	@AfterAll
	static void stopUpstream() {
		upstream.stop();
	}

	/**
	 * Boot leaves the format in a system property, where all later tests would have it.
	 */
	@AfterAll
	static void logAsBefore() {
		System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
		new SpringApplicationBuilder(Object.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off")
			.run()
			.close();
	}

	@Test
	void elasticsFieldsAreOfOneObject(CapturedOutput output) {
		run("ecs");

		assertThat(lines(output, "log.logger", "io.httpwrapper.client.orders")).anySatisfy((line) -> {
			assertThat(at(line, "log.level")).isEqualTo("WARN");
			assertThat(at(line, "httpwrapper.client")).isEqualTo("orders");
			assertThat(at(line, "httpwrapper.attempt")).isEqualTo(2);
			assertThat(at(line, "httpwrapper.reason")).isEqualTo("max-attempts");
			assertThat(at(line, "httpwrapper.status")).isEqualTo(503);
			assertThat(line).doesNotContainKeys("client", "event", "error");
		});
		assertThat(lines(output, "log.logger", "io.httpwrapper.wire.orders"))
			.extracting((line) -> at(line, "httpwrapper.attempt"))
			.containsExactly(1, 2);
	}

	@Test
	void logstashsFieldsAreNamedInFull(CapturedOutput output) {
		run("logstash");

		assertThat(lines(output, "logger_name", "io.httpwrapper.client.orders"))
			.anySatisfy((line) -> assertThat(line).containsEntry("level", "WARN")
				.containsEntry("httpwrapper.client", "orders")
				.containsEntry("httpwrapper.attempt", 2)
				.containsEntry("httpwrapper.reason", "max-attempts"))
			.anySatisfy((line) -> assertThat(line).containsEntry("level", "DEBUG")
				.containsEntry("httpwrapper.client", "orders")
				.containsKey("httpwrapper.call"));
	}

	private static void run(String format) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.reactor.netty.shutdown-quiet-period=0s")
			.run("--logging.structured.format.console=" + format, "--logging.level.io.httpwrapper=debug",
					"--httpwrapper.wire-log.enabled=true",
					"--httpwrapper.clients.orders.base-url=" + upstream.baseUrl(),
					"--httpwrapper.clients.orders.retry.max-attempts=2",
					"--httpwrapper.clients.orders.retry.min-backoff=1ms",
					"--httpwrapper.clients.orders.retry.max-backoff=2ms")) {
			application.getBean("ordersWebClient", WebClient.class)
				.get()
				.uri("/items/{id}", 7)
				.retrieve()
				.toBodilessEntity()
				.onErrorComplete()
				.block();
		}
	}

	/** What one logger has written. */
	private static List<Map<String, Object>> lines(CapturedOutput output, String key, String logger) {
		return output.getOut()
			.lines()
			.filter((line) -> line.startsWith("{"))
			.map(JsonParserFactory.getJsonParser()::parseMap)
			.filter((line) -> logger.equals(at(line, key)))
			.toList();
	}

	/** A field of nested objects, or null. */
	private static @Nullable Object at(Map<?, ?> line, String path) {
		Object found = line;
		for (String key : path.split("\\.")) {
			found = (found instanceof Map<?, ?> map) ? map.get(key) : null;
		}
		return (found != null) ? found : line.get(path);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
