package io.httpwrapper.recipes;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.httpwrapper.recipes.RecipesApplication.Order;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * The same call, before and after.
 */
final class Migration {

	private Migration() {
	}

	static final class WithResilience4j {

		private final WebClient webClient;

		WithResilience4j(WebClient webClient) {
			this.webClient = webClient;
		}

		// before
		@Retry(name = "orders")
		@CircuitBreaker(name = "orders")
		Mono<Order> order(long id) {
			return this.webClient.get()
				.uri("https://orders.internal/orders/{id}", id)
				.retrieve()
				.bodyToMono(Order.class);
		}

	}

	static final class WithHttpWrapper {

		private final WebClient ordersWebClient;

		WithHttpWrapper(WebClient ordersWebClient) {
			this.ordersWebClient = ordersWebClient;
		}

		// after
		Mono<Order> order(long id) {
			return this.ordersWebClient.get().uri("/orders/{id}", id).retrieve().bodyToMono(Order.class);
		}

	}

}
