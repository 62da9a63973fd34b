package io.httpwrapper.sample.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.function.Tuple2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class FlakyUpstreamTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final FlakyUpstream upstream = upstream(0);

	@BeforeEach
	void start() {
		this.upstream.start();
	}

	@AfterEach
	void stop() {
		this.upstream.stop();
	}

	@Test
	void answersWithJson() {
		StepVerifier.create(get("/orders/17")).assertNext((response) -> {
			assertThat(response.getT1().status().code()).isEqualTo(200);
			assertThat(response.getT1().responseHeaders().get("Content-Type")).isEqualTo("application/json");
			assertThat(response.getT2()).contains("\"id\":\"17\"");
		}).expectComplete().verify(PATIENCE);
	}

	@Test
	void saysWhenToComeBack() {
		StepVerifier.create(post("/payments")).assertNext((response) -> {
			assertThat(response.getT1().status().code()).isEqualTo(429);
			assertThat(response.getT1().responseHeaders().get("Retry-After")).isEqualTo("2");
		}).expectComplete().verify(PATIENCE);
	}

	@Test
	void breaksConnectionsDuringAnOutage() {
		this.upstream.fail();

		StepVerifier.create(get("/inventory/apple"))
			.assertNext((response) -> assertThat(response.getT1().status().code()).isEqualTo(500))
			.expectComplete()
			.verify(PATIENCE);
		StepVerifier.create(get("/inventory/apple")).expectError(IOException.class).verify(PATIENCE);
	}

	@Test
	void answersAgainAfterAnOutage() {
		this.upstream.fail();
		this.upstream.recover();

		StepVerifier.create(get("/inventory/apple"))
			.assertNext((response) -> assertThat(response.getT1().status().code()).isEqualTo(200))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void countsRequestsByService() {
		get("/orders/1").block(PATIENCE);
		get("/orders/2").block(PATIENCE);
		get("/inventory/apple").block(PATIENCE);

		assertThat(this.upstream.ordersRequests()).isEqualTo(2);
		assertThat(this.upstream.inventoryRequests()).isEqualTo(1);
		assertThat(this.upstream.paymentsRequests()).isZero();
	}

	@Test
	void usedPortIsNamedTogetherWithTheWayOut() {
		FlakyUpstream second = upstream(this.upstream.port());

		assertThatIllegalStateException().isThrownBy(second::start)
			.withMessageContaining("cannot listen on port " + this.upstream.port())
			.withMessageContaining("--sample.upstream.port=");
		assertThat(second.isRunning()).isFalse();
	}

	@Test
	void stoppedUpstreamHasNoPort() {
		this.upstream.stop();

		assertThat(this.upstream.isRunning()).isFalse();
		assertThatIllegalStateException().isThrownBy(this.upstream::port);
	}

	private FlakyUpstream upstream(int port) {
		UpstreamSettings settings = new UpstreamSettings(port, 42, Duration.ZERO, Duration.ZERO, 0, 1,
				Duration.ofSeconds(2),
				new UpstreamSettings.OutageTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO));
		return new FlakyUpstream(settings, new AtomicLong()::get, this.time);
	}

	private Mono<Tuple2<HttpClientResponse, String>> get(String path) {
		return read(client().get().uri(path));
	}

	private Mono<Tuple2<HttpClientResponse, String>> post(String path) {
		return read(client().post().uri(path));
	}

	private HttpClient client() {
		return HttpClient.newConnection().disableRetry(true).host("localhost").port(this.upstream.port());
	}

	private static Mono<Tuple2<HttpClientResponse, String>> read(HttpClient.ResponseReceiver<?> receiver) {
		return receiver.responseSingle((response, body) -> Mono.zip(Mono.just(response), body.asString()));
	}

}
