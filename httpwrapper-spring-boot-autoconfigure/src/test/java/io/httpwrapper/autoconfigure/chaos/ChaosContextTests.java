package io.httpwrapper.autoconfigure.chaos;

import java.util.Map;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.error.ChaosException;
import io.httpwrapper.pipeline.plugin.ChaosPlugin;
import io.httpwrapper.plugin.ClientWire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ChaosContextTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, WebClientAutoConfiguration.class,
				ChaosAutoConfiguration.class))
		.withBean(ClientWire.class, () -> (client, request) -> Mono.just(ClientResponse.create(HttpStatus.OK).build()))
		.withPropertyValues("httpwrapper.clients.orders.base-url=http://orders.internal",
				"httpwrapper.clients.orders.retry.enabled=false", "httpwrapper.clients.orders.chaos.fault-rate=1");

	@Test
	void ratesWithoutTheSwitchDoNothingAndAreWarnedAbout(CapturedOutput output) {
		this.application.run((context) -> {
			assertThat(context).doesNotHaveBean(ChaosPlugin.class);
			assertThat(status(context)).isEqualTo(200);
			assertThat(output).contains(
					"Client 'orders': its chaos settings have no effect, since httpwrapper.chaos.enabled is not true");
		});
	}

	@Test
	void switchedOnItIsWarnedAboutAtTheStartAndMakesFailures(CapturedOutput output) {
		this.application.withPropertyValues("httpwrapper.chaos.enabled=true", "httpwrapper.chaos.seed=42")
			.run((context) -> {
				assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(() -> status(context))
					.withCauseInstanceOf(ChaosException.class);
				assertThat(output).contains("CHAOS is enabled", "CHAOS of client 'orders'", "faults at rate 1.0");
			});
	}

	@Test
	void endsAtRunTime(CapturedOutput output) {
		this.application.withPropertyValues("httpwrapper.chaos.enabled=true").run((context) -> {
			context.getBean(RuntimeSettings.class).change("orders", Map.of("chaos.enabled", "false"));

			assertThat(status(context)).isEqualTo(200);
			assertThat(output).contains("CHAOS of client 'orders': off");
		});
	}

	@Test
	void cannotBeginAtRunTimeWithoutTheSwitch() {
		this.application.run((context) -> assertThatExceptionOfType(InvalidClientConfigurationException.class)
			.isThrownBy(
					() -> context.getBean(RuntimeSettings.class).change("orders", Map.of("chaos.fault-rate", "0.5")))
			.withMessageContaining("httpwrapper.chaos.enabled=true"));
	}

	private static int status(ApplicationContext context) {
		return context.getBean("ordersWebClient", WebClient.class)
			.get()
			.uri("/orders/1")
			.retrieve()
			.toBodilessEntity()
			.blockOptional()
			.orElseThrow()
			.getStatusCode()
			.value();
	}

}
