package io.httpwrapper.autoconfigure.httpcomponents;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.autoconfigure.ConnectorFixture;
import io.httpwrapper.fixture.RawServer;
import io.httpwrapper.fixture.Replies;
import io.httpwrapper.settings.ClientSettings;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolStats;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers who leave at any moment, on two threads besides the engine's own.
 */
@Timeout(120)
class CancelledExchangeTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int CALLS = 400;

	private static final int CONNECTIONS = 3;

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";

	private static final List<List<String>> REPLIES = List.of(List.of(OK), List.of(),
			List.of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"),
			List.of("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nx"));

	private final CyclicBarrier allArrived = new CyclicBarrier(CONNECTIONS);

	private final AtomicReference<PoolingAsyncClientConnectionManager> connections = new AtomicReference<>();

	/** Run once the engine has a request, before it has begun with it. */
	private final AtomicReference<@Nullable Runnable> beginning = new AtomicReference<>();

	private final ExecutorService leaver = Executors.newFixedThreadPool(2);

	private final CompletableFuture<PoolStats> seen = new CompletableFuture<>();

	private final RawServer server = new RawServer(new Replies(this::reply));

	private final ClientHttpConnector connector = connector();

	private final WebClient client = WebClient.builder()
		.baseUrl(this.server.url("localhost"))
		.clientConnector(this.connector)
		.build();

	@AfterEach
	void close() throws IOException {
		((Closeable) this.connector).close();
		this.server.close();
		this.leaver.shutdownNow();
	}

	@Test
	void callersWhoLeaveAtAnyMomentLeaveNoConnectionInUse() {
		CompletableFuture
			.allOf(CompletableFuture.runAsync(() -> leavers(1)), CompletableFuture.runAsync(() -> leavers(2)))
			.join();

		// each connection of the pool is needed for these
		Flux.range(0, CONNECTIONS).flatMap((call) -> get("/together")).blockLast(PATIENCE);
		get("/last").block(PATIENCE);

		assertThat(this.seen.join().getLeased()).isEqualTo(1);
		assertThat(this.seen.join().getPending()).isZero();
	}

	/** The engine is at work on a request, and has not come to what can be cancelled. */
	@Test
	void callerWhoLeavesWhileTheEngineBeginsIsNotOvertaken() {
		Sinks.Empty<Void> left = Sinks.empty();
		this.beginning.set(() -> {
			this.beginning.set(null);
			left.tryEmitEmpty();
		});

		get("/left/1").takeUntilOther(left.asMono()).block(PATIENCE);
		this.beginning.set(null);
		Flux.range(0, CONNECTIONS).flatMap((call) -> get("/together")).blockLast(PATIENCE);

		assertThat(this.server.requests()).hasSize(CONNECTIONS).allMatch((head) -> head.startsWith("GET /together "));
	}

	/** The one thread calls, and the other leaves. */
	private void leavers(int seed) {
		Random random = new Random(seed);
		for (int call = 0; call < CALLS; call++) {
			Sinks.Empty<Void> left = Sinks.empty();
			int moment = random.nextInt(20_000);
			CompletableFuture<Void> leaving = CompletableFuture.runAsync(() -> {
				for (int until = moment; until > 0; until--) {
					Thread.onSpinWait();
				}
				left.tryEmitEmpty();
			}, this.leaver);
			get("/left/" + random.nextInt(REPLIES.size())).takeUntilOther(left.asMono()).block(PATIENCE);
			leaving.join();
		}
	}

	private Mono<String> get(String path) {
		return this.client.get()
			.uri(path)
			.exchangeToMono((response) -> response.bodyToMono(String.class))
			.onErrorComplete();
	}

	private List<String> reply(int request, String head) {
		String path = head.split(" ")[1];
		if (path.startsWith("/left/")) {
			return REPLIES.get(Integer.parseInt(path.substring("/left/".length())));
		}
		if (path.equals("/last")) {
			this.seen.complete(this.connections.get().getTotalStats());
			return List.of(OK);
		}
		try {
			this.allArrived.await(30, TimeUnit.SECONDS);
			return List.of(OK);
		}
		catch (Exception ex) {
			return List.of(Replies.CLOSE);
		}
	}

	private ClientHttpConnector connector() {
		HttpComponentsEngine engine = new HttpComponentsEngine();
		ClientSettings settings = ConnectorFixture.settings(
				Map.of("pool.max-connections", String.valueOf(CONNECTIONS), "connection.follow-redirects", "false"));
		return ConnectorFixture.connector(engine.builder().withHttpClientCustomizer((client) -> {
			this.connections.set((PoolingAsyncClientConnectionManager) client.getConnManager());
			client.setRoutePlanner(this::route);
		}), engine, "orders", settings);
	}

	private HttpRoute route(HttpHost target, HttpContext context) throws HttpException {
		Runnable beginning = this.beginning.get();
		if (beginning != null) {
			beginning.run();
		}
		return new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE).determineRoute(target, context);
	}

}
