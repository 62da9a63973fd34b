package io.httpwrapper.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class LoadGeneratorTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<String> requests = new ArrayList<>();

	private HttpStatus inventoryStatus = HttpStatus.OK;

	private final LoadGenerator load = new LoadGenerator(shop(),
			new LoadSettings(Duration.ofMillis(200), Duration.ofSeconds(5)), this.time);

	@AfterEach
	void stop() {
		this.load.stop();
	}

	@Test
	void callsEachClientOncePerInterval() {
		this.load.start();

		this.time.advanceTimeBy(Duration.ofMillis(400));

		assertThat(this.requests).containsExactly("GET /orders/0", "GET /inventory/apple", "POST /payments",
				"GET /orders/1", "GET /inventory/apple", "POST /payments");
	}

	@Test
	void callsNothingAfterItStopped() {
		this.load.start();
		this.load.stop();

		this.time.advanceTimeBy(Duration.ofSeconds(1));

		assertThat(this.requests).isEmpty();
		assertThat(this.load.isRunning()).isFalse();
	}

	@Test
	void goesOnAfterFailuresAndReportsThemOnce() {
		this.inventoryStatus = HttpStatus.INTERNAL_SERVER_ERROR;
		this.load.start();

		this.time.advanceTimeBy(Duration.ofSeconds(1));

		assertThat(this.load.report()).isEqualTo("orders 5 ok | inventory 0 ok, 5 failed | payments 5 ok");
		assertThat(this.load.report()).isEqualTo("orders 0 ok | inventory 0 ok | payments 0 ok");
	}

	private Shop shop() {
		WebClient client = WebClient.builder().exchangeFunction((request) -> Mono.fromSupplier(() -> {
			String path = request.url().getPath();
			this.requests.add(request.method() + " " + path);
			return answer(path.startsWith("/inventory") ? this.inventoryStatus : HttpStatus.OK);
		})).build();
		return new Shop(client, client, client);
	}

	private static ClientResponse answer(HttpStatus status) {
		return ClientResponse.create(status)
			.header("Content-Type", MediaType.APPLICATION_JSON_VALUE)
			.body("{\"available\": 7, \"number\": 1}")
			.build();
	}

}
