package io.httpwrapper.client;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.sun.management.ThreadMXBean;
import io.httpwrapper.client.TestClient.Call;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a hit is made of, and what it costs.
 */
class CacheHitTests {

	private static final String MINUTE = "Cache-Control: max-age=60";

	private static final int HUNDRED_KILOBYTES = 100 * 1024;

	private static final int ROUNDS = 200;

	private final TestClient test = new TestClient().cache();

	@Test
	void rangeIsServedFromTheWholeThatIsStored() {
		this.test.upstream.repliesText(200, "0123456789", MINUTE);
		this.test.get();

		Call part = this.test.send(this.test.webClient().get().uri("/users/1").header(HttpHeaders.RANGE, "bytes=2-4"));

		assertThat(part.status()).isEqualTo(206);
		assertThat(part.body()).isEqualTo("234");
		assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
		assertThat(this.test.upstream.requests()).hasSize(1);
	}

	@Test
	void headIsAnsweredFromAStoredGet() {
		this.test.upstream.repliesText(200, "0123456789", MINUTE, "X-Version: 7");
		this.test.get();

		Call head = this.test.send(this.test.webClient().head().uri("/users/1"));

		assertThat(head.status()).isEqualTo(200);
		assertThat(head.header("X-Version")).isEqualTo("7");
		assertThat(head.header("Cache-Status")).contains("hit");
		assertThat(this.test.upstream.requests()).hasSize(1);
	}

	@Test
	void callersOwnConditionIsAnsweredFromTheCache() {
		this.test.upstream.repliesText(200, "0123456789", MINUTE, "ETag: \"1\"");
		this.test.get();

		Call unchanged = this.test
			.send(this.test.webClient().get().uri("/users/1").header(HttpHeaders.IF_NONE_MATCH, "\"1\""));

		assertThat(unchanged.status()).isEqualTo(304);
		assertThat(this.test.upstream.requests()).hasSize(1);
	}

	@Test
	void observationOfWebClientSeesAHitAsAResponse() {
		this.test.upstream.replies(200, MINUTE);
		List<ClientRequestObservationContext> observed = new ArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<ClientRequestObservationContext>() {

			@Override
			public void onStop(ClientRequestObservationContext context) {
				observed.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ClientRequestObservationContext;
			}

		});
		WebClient webClient = this.test.webClient().mutate().observationRegistry(registry).build();

		for (int i = 0; i < 2; i++) {
			webClient.get().uri("/users/1").retrieve().toBodilessEntity().block();
		}

		assertThat(this.test.upstream.requests()).hasSize(1);
		assertThat(observed).hasSize(2).allSatisfy((context) -> {
			assertThat(Objects.requireNonNull(context.getResponse()).statusCode().value()).isEqualTo(200);
			assertThat(context.getLowCardinalityKeyValue("outcome").getValue()).isEqualTo("SUCCESS");
			assertThat(context.getError()).isNull();
		});
	}

	@Test
	void hitOfAHundredKilobytesCopiesItsBodyOnce() {
		this.test.upstream.repliesText(200, "x".repeat(HUNDRED_KILOBYTES), MINUTE);
		this.test.get();
		WebClient webClient = this.test.webClient();
		for (int i = 0; i < ROUNDS; i++) {
			assertThat(read(webClient)).hasSize(HUNDRED_KILOBYTES);
		}

		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < ROUNDS; i++) {
			read(webClient);
		}
		long perHit = (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;

		assertThat(perHit).isBetween((long) HUNDRED_KILOBYTES, HUNDRED_KILOBYTES * 3L / 2);
		assertThat(this.test.upstream.requests()).hasSize(1);
	}

	private static byte[] read(WebClient webClient) {
		return webClient.get().uri("/users/1").retrieve().bodyToMono(byte[].class).block();
	}

}
