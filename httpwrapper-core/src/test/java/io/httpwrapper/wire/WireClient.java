package io.httpwrapper.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.httpwrapper.blocking.PipelineRequestFactory;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RecordingListener;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.CircuitBreakerFactory;
import io.httpwrapper.policy.CircuitBreakerSettings;
import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.IdempotencyKeyMode;
import io.httpwrapper.policy.RetrySettings;
import io.httpwrapper.policy.TimeoutSettings;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.store.CaffeineCacheStore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * A client called 'orders' over Reactor Netty, in real time. Its pauses are short.
 */
final class WireClient implements AutoCloseable {

	/** Longer than anything that goes well takes, on the slowest machine. */
	static final Duration PATIENCE = Duration.ofSeconds(30);

	final RecordingListener listener = new RecordingListener();

	private final CountDownLatch headJudged = new CountDownLatch(1);

	private final ClientEventListener headListener = (event) -> {
		if (event.type() == EventType.ATTEMPT_COMPLETED) {
			this.headJudged.countDown();
		}
	};

	private int maxConnections = 50;

	private ClientSettings settings = ClientSettings.DEFAULTS;

	private @Nullable CircuitBreakerFactory breakers;

	private @Nullable WrappedClient client;

	private @Nullable ConnectionProvider pool;

	private @Nullable WebClient webClient;

	private @Nullable PipelineRequestFactory requestFactory;

	WireClient() {
		retry((old) -> old
			.with((it) -> it.enabled(true).minBackoff(Duration.ofMillis(1)).maxBackoff(Duration.ofMillis(10))));
	}

	WireClient timeout(Duration attempt, Duration call) {
		TimeoutSettings old = this.settings.timeout();
		return with(old.with((it) -> it.attempt(attempt).call(call)));
	}

	WireClient deadlineHeader(String name) {
		TimeoutSettings old = this.settings.timeout();
		return with(old.with((it) -> it.deadlineHeader(name)));
	}

	WireClient replayBuffer(DataSize size) {
		return retry((old) -> old.with((it) -> it.enabled(true).replayBuffer(size)));
	}

	WireClient idempotencyKeys() {
		return retry((old) -> old.with((it) -> it.enabled(true).idempotencyKey(IdempotencyKeyMode.AUTO)));
	}

	WireClient failureThreshold(int failures) {
		CircuitBreakerSettings old = this.settings.circuitBreaker();
		this.settings = this.settings.with((all) -> all.circuitBreaker(old.with((it) -> it.enabled(true)
			.failureThreshold(failures)
			.recoveryTimeout(Duration.ofMinutes(1))
			.maxRecoveryTimeout(Duration.ofMinutes(1)))));
		return this;
	}

	WireClient maxConcurrent(int places) {
		BulkheadSettings old = this.settings.bulkhead();
		this.settings = this.settings.with((all) -> all.bulkhead(BulkheadSettings.DEFAULTS.with(
				(it) -> it.maxConcurrent(ConcurrencyLimit.of(places)).maxWaiting(old.maxWaiting()).maxWait(PATIENCE))));
		return this;
	}

	WireClient cache(CacheSettings cache) {
		this.settings = this.settings.with((it) -> it.cache(cache));
		return this;
	}

	WireClient with(TimeoutSettings timeout) {
		this.settings = this.settings.with((it) -> it.timeout(timeout));
		return this;
	}

	WireClient retry(UnaryOperator<RetrySettings> change) {
		this.settings = this.settings.with((it) -> it.retry(change.apply(this.settings.retry())));
		return this;
	}

	WireClient breakers(CircuitBreakerFactory breakers) {
		this.breakers = breakers;
		return this;
	}

	WireClient maxConnections(int connections) {
		this.maxConnections = connections;
		return this;
	}

	WrappedClient client() {
		if (this.client == null) {
			this.client = WrappedClient.named("orders", this.settings)
				.listeners(List.of(this.listener, this.headListener))
				.breakerFactory(this.breakers)
				.cacheStore(new CaffeineCacheStore(64_000_000))
				.build();
		}
		return this.client;
	}

	WebClient webClient() {
		if (this.webClient == null) {
			this.webClient = WebClient.builder().clientConnector(connector()).filter(client().pipeline()).build();
		}
		return this.webClient;
	}

	/** The same client for blocking callers. */
	synchronized PipelineRequestFactory requestFactory() {
		if (this.requestFactory == null) {
			this.requestFactory = new PipelineRequestFactory(client(), connector());
		}
		return this.requestFactory;
	}

	private ClientHttpConnector connector() {
		this.pool = ConnectionProvider.builder("wire")
			.maxConnections(this.maxConnections)
			.pendingAcquireMaxCount(-1)
			.build();
		return new ReactorClientHttpConnector(HttpClient.create(this.pool).disableRetry(true));
	}

	/** Sends a request and reads the response to its end. */
	ResponseEntity<String> get(String url) {
		return read(webClient().get().uri(url));
	}

	/** Sends a request with a body and reads the response to its end. */
	ResponseEntity<String> post(String url) {
		return read(webClient().post().uri(url).bodyValue("Ada"));
	}

	private static ResponseEntity<String> read(WebClient.RequestHeadersSpec<?> request) {
		ResponseEntity<String> response = entity(request).block(PATIENCE);
		if (response == null) {
			throw new AssertionError("no response");
		}
		return response;
	}

	static Mono<ResponseEntity<String>> entity(WebClient.RequestHeadersSpec<?> request) {
		return request.exchangeToMono((response) -> response.toEntity(String.class));
	}

	/** Waits until the first attempt was judged; not for event loops. */
	void awaitHeadJudged() throws InterruptedException {
		if (!this.headJudged.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new AssertionError("no attempt was judged");
		}
	}

	long inFlight() {
		return client().snapshot().counters().inFlight();
	}

	@Override
	public void close() {
		if (this.pool != null) {
			this.pool.disposeLater().block(PATIENCE);
		}
	}

}
