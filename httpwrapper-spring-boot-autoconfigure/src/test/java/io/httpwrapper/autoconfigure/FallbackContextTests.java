package io.httpwrapper.autoconfigure;

import io.httpwrapper.plugin.ClientWire;
import io.httpwrapper.plugin.Fallback;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class FallbackContextTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, WebClientAutoConfiguration.class))
		.withBean(ClientWire.class,
				() -> (client, request) -> Mono
					.just(ClientResponse.create(HttpStatus.INTERNAL_SERVER_ERROR).body("broken").build()))
		.withPropertyValues("httpwrapper.defaults.retry.enabled=false",
				"httpwrapper.clients.orders.base-url=http://orders.internal",
				"httpwrapper.clients.stock.base-url=http://stock.internal");

	@Test
	void propertyAnswersWithAResource() {
		this.application
			.withPropertyValues("httpwrapper.clients.orders.fallback.status=200",
					"httpwrapper.clients.orders.fallback.body=classpath:fallback/orders.json")
			.run((context) -> {
				assertThat(body(context, "orders")).isEqualTo("{\"orders\": []}\n");
				assertThat(body(context, "stock")).isEqualTo("broken");
			});
	}

	@Test
	void beanNamedAfterAClientIsForThatOne() {
		this.application.withBean("stockFallback", Fallback.class, () -> answering("own"))
			.withBean("otherFallback", Fallback.class, () -> answering("for all"))
			.run((context) -> {
				assertThat(body(context, "stock")).isEqualTo("own");
				assertThat(body(context, "orders")).isEqualTo("for all");
			});
	}

	@Test
	void resourceThatDoesNotExistFailsTheStart() {
		this.application
			.withPropertyValues("httpwrapper.clients.orders.fallback.status=200",
					"httpwrapper.clients.orders.fallback.body=classpath:nothing.json")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("httpwrapper.clients.orders.fallback.body")
				.rootCause()
				.hasMessageContaining("nothing.json"));
	}

	private static Fallback answering(String body) {
		return (request, failure) -> Mono.just(ClientResponse.create(HttpStatus.OK).body(body).build());
	}

	private static String body(ApplicationContext context, String client) {
		return context.getBean(client + "WebClient", WebClient.class)
			.get()
			.uri("/1")
			.exchangeToMono((response) -> response.bodyToMono(String.class))
			.block();
	}

}
