package io.httpwrapper.recipes;

import io.httpwrapper.recipes.RecipesApplication.Order;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What the recipe of a test is about.
 */
@Service
class Checkout {

	private final WebClient orders;

	Checkout(WebClient ordersWebClient) {
		this.orders = ordersWebClient;
	}

	Mono<Order> order(String id) {
		return this.orders.get().uri("/orders/{id}", id).retrieve().bodyToMono(Order.class);
	}

}
