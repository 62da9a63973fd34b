package io.httpwrapper.sample;

import java.util.Objects;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * What one can ask the shop, each answered with the help of one flaky service.
 */
@RestController
class ShopController {

	private static final String GUIDE = """
			HTTPWrapper sample: three clients, one flaky upstream.

			A service that answers 503 to one request in twenty: you see 200
			  curl -i $HOST/orders/1

			A service that is out for 4 s every 20 s: the circuit opens and closes
			  curl -i $HOST/inventory/apple

			A service that answers 429 to one request in ten: waits for its Retry-After
			  curl -i $HOST/payments -H 'Content-Type: application/json' -d '{"amount": 9.99}'

			Put the inventory out yourself, bring it back, or return to the timetable
			  curl -X POST $HOST/upstream/fail
			  curl -X POST $HOST/upstream/recover
			  curl -X POST $HOST/upstream/schedule

			Watch in a browser, live
			  http://$HOST/actuator/httpwrapper-dashboard

			Watch: all clients, one with its settings and last events, health, metrics
			  curl $HOST/actuator/httpwrapper
			  curl $HOST/actuator/httpwrapper/inventory
			  curl $HOST/actuator/health
			  curl -s $HOST/actuator/prometheus | grep ^httpwrapper
			""";

	private final Shop shop;

	ShopController(Shop shop) {
		this.shop = shop;
	}

	@GetMapping(path = "/", produces = "text/plain")
	String guide(ServerHttpRequest request) {
		return GUIDE.replace("$HOST", Objects.requireNonNullElse(request.getURI().getAuthority(), "localhost"));
	}

	@GetMapping("/orders/{id}")
	Mono<Shop.Order> order(@PathVariable String id) {
		return this.shop.order(id);
	}

	@GetMapping("/inventory/{sku}")
	Mono<Shop.Stock> stock(@PathVariable String sku) {
		return this.shop.stock(sku);
	}

	@PostMapping("/payments")
	@ResponseStatus(HttpStatus.CREATED)
	Mono<Shop.Receipt> pay(@RequestBody Shop.Payment payment) {
		return this.shop.pay(payment);
	}

}
