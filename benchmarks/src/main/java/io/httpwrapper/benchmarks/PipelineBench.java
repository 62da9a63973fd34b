package io.httpwrapper.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.httpwrapper.bucket4j.Bucket4jRateLimiter;
import io.httpwrapper.call.RecentCalls;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.client.WrappedClientBuilder;
import io.httpwrapper.event.RecentEvents;
import io.httpwrapper.metrics.ClientMetrics;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.RateLimitSettings;
import io.httpwrapper.settings.ClientSettings;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What a chain of policies adds to a {@code WebClient} call over a stub exchange, nothing
 * failing: bare, ours, and the peers' nearest equivalent. With {@code inFlight} 1 each
 * call is over before the next; with 64 there are always 63 others under way. Look at
 * allocation and CPU ({@code -prof gc -prof io.httpwrapper.benchmarks.CpuTime}) and at
 * differences to {@code bare} within one run; {@link PipelineRounds} takes the chains by
 * turns in one JVM, which a noisy machine disturbs less.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PipelineBench {

	@Param({ "1", "64" })
	public int inFlight;

	@Param({ "bare", "bare-observed", "httpwrapper", "httpwrapper-metrics", "httpwrapper-events",
			"httpwrapper-observed", "httpwrapper-attempts", "httpwrapper-bulkhead", "httpwrapper-limits",
			"resilience4j", "reactor" })
	public String chain;

	private WebClient client;

	private Sinks.One<ClientResponse>[] pending;

	private int next;

	@Setup
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public void setup() {
		ExchangeFunction exchange = (this.inFlight == 1) ? (request) -> Mono.just(response())
				: (request) -> this.pending[this.next].asMono();
		this.client = client(this.chain, exchange);
		if (this.inFlight > 1) {
			this.pending = new Sinks.One[this.inFlight];
			for (this.next = 0; this.next < this.inFlight; this.next++) {
				send();
			}
			this.next = 0;
		}
	}

	/**
	 * A client with the chain of a name. Calls are observed, with meters, where the name
	 * says so; attempts as well in {@code httpwrapper-attempts}. With
	 * {@code httpwrapper-events} there are metrics, a history and explained calls, as in
	 * an application.
	 */
	static WebClient client(String chain, ExchangeFunction exchange) {
		ObservationRegistry observations = ObservationRegistry.create();
		if (chain.endsWith("-observed") || chain.endsWith("-attempts")) {
			observations.observationConfig()
				.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		}
		WebClient.Builder builder = WebClient.builder()
			.baseUrl("http://orders.internal:8080")
			.exchangeFunction(exchange)
			.observationRegistry(observations);
		ExchangeFilterFunction filter = filter(chain, observations);
		return (filter != null) ? builder.filter(filter).build() : builder.build();
	}

	/**
	 * The chain of a name, as one filter; null for none.
	 */
	private static @Nullable ExchangeFilterFunction filter(String chain, ObservationRegistry observations) {
		return switch (chain) {
			case "bare", "bare-observed" -> null;
			case "httpwrapper", "httpwrapper-observed" ->
				WrappedClient.named("orders", ClientSettings.DEFAULTS).build().pipeline();
			case "httpwrapper-attempts" ->
				WrappedClient.named("orders", observed()).observations(observations, null).build().pipeline();
			case "httpwrapper-metrics" -> measured(false);
			case "httpwrapper-events" -> measured(true);
			case "httpwrapper-bulkhead" ->
				WrappedClient.named("orders", with(RateLimitSettings.DEFAULTS)).build().pipeline();
			case "httpwrapper-limits" -> WrappedClient.named("orders", with(RateLimiterBench.generous()))
				.limiterFactory(Bucket4jRateLimiter.factory(System::nanoTime))
				.build()
				.pipeline();
			case "resilience4j" -> resilience4j();
			case "reactor" -> (request, next) -> next.exchange(request)
				.timeout(Duration.ofSeconds(5))
				.retryWhen(reactor.util.retry.Retry.backoff(2, Duration.ofMillis(50)))
				.timeout(Duration.ofSeconds(16));
			default -> throw new IllegalArgumentException(chain);
		};
	}

	/**
	 * With all meters.
	 * @param explained with a history of events and explained calls, too
	 */
	private static ExchangeFilterFunction measured(boolean explained) {
		ClientMetrics metrics = new ClientMetrics(new SimpleMeterRegistry());
		WrappedClientBuilder builder = WrappedClient.named("orders", ClientSettings.DEFAULTS)
			.listeners(explained ? List.of(metrics, new RecentEvents(100)) : List.of(metrics));
		if (explained) {
			builder.calls(new RecentCalls(50, 1000, new SplittableRandom(42)));
		}
		WrappedClient client = builder.build();
		metrics.bind(client);
		return client.pipeline();
	}

	/** With a bulkhead, too. */
	private static ClientSettings with(RateLimitSettings rateLimit) {
		ClientSettings defaults = ClientSettings.DEFAULTS;
		BulkheadSettings bulkhead = BulkheadSettings.DEFAULTS
			.with((it) -> it.maxConcurrent(ConcurrencyLimit.of(100)).maxWaiting(0).maxWait(Duration.ofSeconds(1)));
		return defaults.with((it) -> it.rateLimit(rateLimit).bulkhead(bulkhead));
	}

	private static ClientSettings observed() {
		ClientSettings defaults = ClientSettings.DEFAULTS;
		return defaults.with((all) -> all.observation((it) -> it.attempts(true)));
	}

	/** The equivalent chain: attempt timeout, circuit breaker, retry, call timeout. */
	private static ExchangeFilterFunction resilience4j() {
		TimeLimiter attempt = TimeLimiter.of(TimeLimiterConfig.custom().timeoutDuration(Duration.ofSeconds(5)).build());
		TimeLimiter call = TimeLimiter.of(TimeLimiterConfig.custom().timeoutDuration(Duration.ofSeconds(16)).build());
		CircuitBreaker breaker = CircuitBreaker.ofDefaults("orders");
		Retry retry = Retry.ofDefaults("orders");
		return (request, next) -> next.exchange(request)
			.transformDeferred(TimeLimiterOperator.of(attempt))
			.transformDeferred(CircuitBreakerOperator.of(breaker))
			.transformDeferred(RetryOperator.of(retry))
			.transformDeferred(TimeLimiterOperator.of(call));
	}

	static ClientResponse response() {
		return ClientResponse.create(HttpStatus.OK).body("ok").build();
	}

	private void send() {
		this.pending[this.next] = Sinks.one();
		this.client.get().uri("/orders/1").retrieve().bodyToMono(String.class).subscribe();
	}

	/** Sends one call and, with more in flight, lets the oldest one end. */
	@Benchmark
	public Object call() {
		if (this.inFlight == 1) {
			return this.client.get().uri("/orders/1").retrieve().bodyToMono(String.class).block();
		}
		this.next = (this.next + 1) % this.inFlight;
		this.pending[this.next].tryEmitValue(response());
		send();
		return this.pending[this.next];
	}

}
