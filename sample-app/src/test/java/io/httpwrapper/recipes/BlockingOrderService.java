package io.httpwrapper.recipes;

import io.httpwrapper.recipes.RecipesApplication.Order;

import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClient;

@Service
class BlockingOrderService {

	private final RestClient orders;

	BlockingOrderService(RestClient ordersRestClient) {
		this.orders = ordersRestClient;
	}

	Order order(long id) {
		return this.orders.get().uri("/orders/{id}", id).retrieve().requiredBody(Order.class);
	}

}
