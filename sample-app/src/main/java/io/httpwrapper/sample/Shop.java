package io.httpwrapper.sample;

import java.math.BigDecimal;

import org.springframework.stereotype.Service;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Calls the three services. All that HTTPWrapper asks for is to inject its clients by
 * name; what they do about failures stands in {@code application.yml}.
 */
@Service
class Shop {

	private final WebClient orders;

	private final WebClient inventory;

	private final WebClient payments;

	Shop(WebClient ordersWebClient, WebClient inventoryWebClient, WebClient paymentsWebClient) {
		this.orders = ordersWebClient;
		this.inventory = inventoryWebClient;
		this.payments = paymentsWebClient;
	}

	Mono<Order> order(String id) {
		return this.orders.get().uri("/orders/{id}", id).retrieve().bodyToMono(Order.class);
	}

	Mono<Stock> stock(String sku) {
		return this.inventory.get().uri("/inventory/{sku}", sku).retrieve().bodyToMono(Stock.class);
	}

	Mono<Receipt> pay(Payment payment) {
		return this.payments.post().uri("/payments").bodyValue(payment).retrieve().bodyToMono(Receipt.class);
	}

	record Order(String id, String state) {

	}

	record Stock(String sku, int available) {

	}

	record Payment(BigDecimal amount) {

	}

	record Receipt(long number, String state) {

	}

}
