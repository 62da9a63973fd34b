package io.httpwrapper.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What an application says that cannot start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTests {

	@Test
	void unknownPropertyIsExplained(CapturedOutput output) {
		failToStart("--httpwrapper.clients.orders.retry.max-attemps=2");

		assertThat(output).containsSubsequence("APPLICATION FAILED TO START", "Description:",
				"httpwrapper.clients.orders.retry.max-attemps (\"httpwrapper.clients.orders.retry.max-attemps\" from property source \"commandLineArgs\")"
						+ " - did you mean httpwrapper.clients.orders.retry.max-attempts?",
				"Action:", "Correct or remove it.");
	}

	@Test
	void unreadableValueIsExplained(CapturedOutput output) {
		failToStart("--httpwrapper.defaults.timeout.call=soon");

		assertThat(output).containsSubsequence("Description:", "httpwrapper.defaults.timeout.call = 'soon'",
				"is not possible: 'soon' is not a valid duration", "Action:",
				"Write a number with its unit, for example 250ms, 5s or 1m.");
	}

	@Test
	void brokenRuleIsExplained(CapturedOutput output) {
		failToStart("--httpwrapper.clients.orders.retry.min-backoff=6s");

		assertThat(output).containsSubsequence("Description:",
				"httpwrapper.clients.orders.retry.min-backoff must not be longer than retry.max-backoff (5s), but was 6s.",
				"httpwrapper.clients.orders.retry.min-backoff = 6s", "retry.max-backoff = 5s is the built-in default",
				"Action:", "Change one of them");
	}

	@Test
	void unknownSslBundleIsExplained(CapturedOutput output) {
		failToStart("--httpwrapper.clients.orders.connection.ssl-bundle=internal");

		assertThat(output).containsSubsequence("Description:",
				"Client 'orders' has connection.ssl-bundle = internal, but there is no such SSL bundle.", "Action:",
				"spring.ssl.bundle.pem.internal");
	}

	@Test
	void impossibleNameIsExplained(CapturedOutput output) {
		failToStart("--httpwrapper.clients.Orders.retry.enabled=false");

		assertThat(output).containsSubsequence("Description:", "'Orders'", "is no name for a client", "Action:",
				"Rename it, for example to 'orders'.");
	}

	@Test
	void unknownHealthPropertyIsExplained(CapturedOutput output) {
		failToStart("--httpwrapper.health.open-circuit=DOWN");

		assertThat(output).containsSubsequence("APPLICATION FAILED TO START", "httpwrapper.health.open-circuit");
	}

	private static void failToStart(String argument) {
		assertThatException().isThrownBy(
				() -> new SpringApplicationBuilder(App.class).web(WebApplicationType.NONE).run(argument).close());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
