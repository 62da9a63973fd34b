package io.httpwrapper.recipes;

import java.time.Duration;

import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.connector.RedirectingConnector;
import io.httpwrapper.settings.ClientSettings;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A client without Spring Boot.
 */
final class ByHand {

	private ByHand() {
	}

	static WebClient orders() {
		ClientSettings settings = ClientSettings.DEFAULTS
			.with((client) -> client.timeout((timeout) -> timeout.call(Duration.ofSeconds(3)))
				.retry((retry) -> retry.maxAttempts(5).minBackoff(Duration.ofMillis(20)))
				.circuitBreaker((breaker) -> breaker.failureRate(0.3)));
		WrappedClient orders = WrappedClient.named("orders", settings).build();
		return WebClient.builder()
			.baseUrl("https://orders.internal")
			.clientConnector(new RedirectingConnector(new ReactorClientHttpConnector()))
			.filter(orders.pipeline())
			.build();
	}

}
