package io.httpwrapper.sample.plugin;

import java.util.List;

import io.httpwrapper.test.AutoConfigureHttpWrapperTest;
import io.httpwrapper.test.Upstreams;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that knows nothing of the plugin but has its jar on the class path.
 */
@SpringBootTest(properties = "httpwrapper.clients.orders.base-url=http://orders.internal")
@AutoConfigureHttpWrapperTest
class CorrelationIdTests {

	@Autowired
	private Upstreams upstreams;

	@Autowired
	private WebClient ordersWebClient;

	@Test
	void attemptsOfACallHaveOneIdAndOtherCallsAnother() {
		this.upstreams.of("orders").answers(503, 200);

		call();
		call();

		List<String> ids = ids();
		assertThat(ids).hasSize(3).doesNotContainNull();
		assertThat(ids.get(1)).isEqualTo(ids.get(0));
		assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
	}

	@Test
	void idOfTheCallerIsKept() {
		this.upstreams.of("orders").answers(200);

		this.ordersWebClient.get().uri("/1").header("X-Correlation-Id", "17").retrieve().toBodilessEntity().block();

		assertThat(ids()).containsExactly("17");
	}

	@Test
	void applicationsOwnOneReplacesIt() {
		CorrelationIdPlugin own = new CorrelationIdPlugin("X-Trace", () -> "1");

		plugin().withBean(CorrelationIdPlugin.class, () -> own)
			.run((context) -> assertThat(context.getBean(CorrelationIdPlugin.class)).isSameAs(own));
	}

	@Test
	void canBeSwitchedOff() {
		plugin().run((context) -> assertThat(context).hasSingleBean(CorrelationIdPlugin.class));
		plugin().withPropertyValues("sample.correlation-id.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CorrelationIdPlugin.class));
	}

	private static ApplicationContextRunner plugin() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorrelationIdAutoConfiguration.class));
	}

	private void call() {
		this.ordersWebClient.get().uri("/1").retrieve().toBodilessEntity().block();
	}

	private List<String> ids() {
		return this.upstreams.of("orders")
			.requests()
			.stream()
			.map((request) -> request.headers().getFirst("X-Correlation-Id"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
