package io.httpwrapper.metrics;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.settings.ClientSettings;
import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class OtlpTests {

	@Test
	void metersArePushedToAnOtlpReceiver() throws Exception {
		CompletableFuture<String> pushed = new CompletableFuture<>();
		HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		receiver.createContext("/v1/metrics", (exchange) -> {
			// protobuf keeps texts as they are
			pushed.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		receiver.start();
		try {
			OtlpMeterRegistry registry = new OtlpMeterRegistry(config(receiver.getAddress().getPort()), Clock.SYSTEM);
			call(registry);

			registry.close();

			assertThat(pushed.get(10, TimeUnit.SECONDS)).contains("httpwrapper.calls", "httpwrapper.attempts",
					"httpwrapper.bodies.received", "httpwrapper.retry.budget", "outcome", "success", "users");
		}
		finally {
			receiver.stop(0);
		}
	}

	private static OtlpConfig config(int port) {
		return new OtlpConfig() {

			@Override
			public String url() {
				return "http://localhost:" + port + "/v1/metrics";
			}

			@Override
			public Duration step() {
				return Duration.ofHours(1);
			}

			@Override
			public String get(String key) {
				return null;
			}

		};
	}

	private static void call(OtlpMeterRegistry registry) {
		ClientMetrics metrics = new ClientMetrics(registry);
		WrappedClient users = WrappedClient.named("users", ClientSettings.DEFAULTS).listeners(List.of(metrics)).build();
		metrics.bind(users);
		WebClient.builder()
			.exchangeFunction(new FakeUpstream().replies(200))
			.filter(users.pipeline())
			.build()
			.get()
			.uri(URI.create("http://users.internal/users"))
			.retrieve()
			.toBodilessEntity()
			.block();
	}

}
