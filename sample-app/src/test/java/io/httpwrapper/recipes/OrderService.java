package io.httpwrapper.recipes;

import io.httpwrapper.recipes.RecipesApplication.Order;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;
import org.springframework.web.reactive.function.client.WebClient;

@Service
class OrderService {

	private final WebClient orders;

	OrderService(WebClient ordersWebClient) {
		this.orders = ordersWebClient;
	}

	Mono<Order> order(long id) {
		return this.orders.get().uri("/orders/{id}", id).retrieve().bodyToMono(Order.class);
	}

}
