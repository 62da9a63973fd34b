package io.httpwrapper.metrics;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.httpwrapper.bucket4j.Bucket4jRateLimiter;
import io.httpwrapper.client.CacheSettingsFixture;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.CallOutcome;
import io.httpwrapper.event.CallTimes;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.FakeUpstream;
import io.httpwrapper.fixture.RateLimits;
import io.httpwrapper.policy.BulkheadSettings;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitMode;
import io.httpwrapper.policy.ConcurrencyLimit;
import io.httpwrapper.policy.TimeoutSettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.store.CaffeineCacheStore;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class ClientMetricsTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final FakeUpstream upstream = new FakeUpstream();

	private WrappedClient client;

	@BeforeEach
	void client() {
		ClientMetrics metrics = new ClientMetrics(this.registry);
		this.client = WrappedClient.named("users", ClientSettings.DEFAULTS).listeners(List.of(metrics)).build();
		metrics.bind(this.client);
	}

	private void call(int times) {
		WebClient webClient = WebClient.builder()
			.exchangeFunction(this.upstream)
			.filter(this.client.pipeline())
			.build();
		for (int i = 0; i < times; i++) {
			webClient.post()
				.uri(URI.create("http://users.internal/users"))
				.exchangeToMono((response) -> response.releaseBody())
				.onErrorComplete()
				.block();
		}
	}

	@Test
	void callsAndAttemptsAreCountedApart() {
		this.upstream.replies(200).replies(404).replies(500);

		call(3);

		assertThat(this.registry.get("httpwrapper.calls").tag("outcome", "success").timer().count()).isOne();
		assertThat(this.registry.get("httpwrapper.calls").tag("outcome", "client-error").timer().count()).isOne();
		assertThat(this.registry.get("httpwrapper.calls").tag("outcome", "server-error").timer().count()).isOne();
		assertThat(this.registry.get("httpwrapper.attempts").tag("verdict", "success").timer().count()).isEqualTo(2);
		assertThat(this.registry.get("httpwrapper.attempts").tag("verdict", "failure").timer().count()).isOne();
	}

	@Test
	void bodiesAreTimedAndCountedInBytes() {
		Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
		this.upstream.repliesWith(200, body.asFlux());
		WebClient webClient = WebClient.builder()
			.exchangeFunction(this.upstream)
			.filter(this.client.pipeline())
			.build();
		webClient.get().uri(URI.create("http://users.internal/users")).retrieve().bodyToMono(String.class).subscribe();
		body.tryEmitNext(DefaultDataBufferFactory.sharedInstance.wrap(new byte[700]));
		assertThat(this.registry.get("httpwrapper.bodies").timer().count()).isZero();

		body.tryEmitNext(DefaultDataBufferFactory.sharedInstance.wrap(new byte[300]));
		body.tryEmitComplete();

		assertThat(this.registry.get("httpwrapper.bodies").timer().count()).isOne();
		assertThat(this.registry.get("httpwrapper.bodies").timer().totalTime(TimeUnit.NANOSECONDS)).isPositive();
		assertThat(this.registry.get("httpwrapper.bodies.received").functionCounter().count()).isEqualTo(1000);
	}

	@Test
	void timeoutOfCallsIsGaugedAsItIsNow() {
		ClientSettings old = ClientSettings.DEFAULTS;
		TimeGauge timeout = this.registry.get("httpwrapper.calls.timeout").timeGauge();
		assertThat(timeout.value(TimeUnit.MILLISECONDS)).isEqualTo(old.timeout().call().toMillis());

		TimeoutSettings open = old.timeout().with((it) -> it.call(Duration.ZERO).deadlineHeader(null));
		this.client.change(old.with((it) -> it.timeout(open)), "runtime", "timeout.call");

		assertThat(timeout.value()).isNaN();
		assertThat(this.registry.get("httpwrapper.settings.changes").tag("origin", "runtime").counter().count())
			.isOne();
	}

	@Test
	void storeThatIsAwayIsGaugedUntilItIsBack() {
		ClientMetrics metrics = new ClientMetrics(this.registry);

		metrics.onEvent(store("available", "unavailable"));
		double away = this.registry.get("httpwrapper.store.available").tag("store", "cache").gauge().value();
		metrics.onEvent(store("unavailable", "available"));

		assertThat(away).isZero();
		assertThat(this.registry.get("httpwrapper.store.available").tag("store", "cache").gauge().value()).isOne();
	}

	private static ClientEvent store(String from, String to) {
		return new ClientEvent(EventType.STORE_CHANGED, "users", 0, "cache", "", 0, 0, "", "", from, to, 0, null);
	}

	@Test
	void reasonForNotRepeatingIsCounted() {
		this.upstream.replies(503);

		call(1);

		assertThat(this.registry.get("httpwrapper.retries.stopped").tag("reason", "method").counter().count()).isOne();
	}

	@Test
	void circuitsAreGaugedByState() {
		this.upstream.replies(200);

		call(1);
		CircuitBreaker circuit = this.client.circuitBreakers().get(0);
		circuit.mode(CircuitMode.FORCED_OPEN);
		call(1);

		assertThat(this.registry.get("httpwrapper.circuit.state").tag("state", "forced-open").gauge().value()).isOne();
		assertThat(this.registry.get("httpwrapper.circuit.state").tag("state", "closed").gauge().value()).isZero();
		assertThat(this.registry.get("httpwrapper.rejections").tag("reason", "circuit-open").counter().count()).isOne();
		assertThat(this.registry.get("httpwrapper.calls").tag("outcome", "rejected").timer().count()).isOne();
		assertThat(this.registry.get("httpwrapper.circuit.transitions").tag("to", "forced-open").counter().count())
			.isOne();
	}

	@Test
	void gaugesFollowTheClient() {
		assertThat(this.registry.get("httpwrapper.calls.active").gauge().value()).isZero();
		assertThat(this.registry.get("httpwrapper.retry.budget").gauge().value()).isGreaterThanOrEqualTo(10);
	}

	@Test
	void rateLimitsAreGaugedAndTheirRefusalsCounted() {
		ClientMetrics metrics = new ClientMetrics(this.registry);
		ClientSettings defaults = ClientSettings.DEFAULTS;
		WrappedClient orders = WrappedClient
			.named("orders", defaults
				.with((it) -> it.rateLimit(RateLimits.of(1, Duration.ofHours(1)).maxWait(Duration.ZERO).settings())))
			.limiterFactory(Bucket4jRateLimiter.factory(System::nanoTime))
			.listeners(List.of(metrics))
			.build();
		metrics.bind(orders);
		this.upstream.replies(200);
		assertThat(this.registry.get("httpwrapper.rate.limit.tokens").gauge().value()).isOne();

		this.client = orders;
		call(2);

		assertThat(this.registry.get("httpwrapper.rate.limit.tokens").gauge().value()).isZero();
		assertThat(this.registry.get("httpwrapper.rate.limit.waiting").gauge().value()).isZero();
		assertThat(this.registry.get("httpwrapper.rejections").tag("reason", "rate-limited").counter().count()).isOne();
	}

	@Test
	void bulkheadThatIsSwitchedOnLaterIsGaugedWhileItIsOn() {
		ClientMetrics metrics = new ClientMetrics(this.registry);
		ClientSettings old = ClientSettings.DEFAULTS;
		WrappedClient orders = WrappedClient.named("orders", old).build();
		metrics.bind(orders);
		assertThat(this.registry.find("httpwrapper.bulkhead.limit").gauge()).isNull();

		orders.change(old.with((all) -> all.bulkhead(BulkheadSettings.DEFAULTS
			.with((it) -> it.maxConcurrent(ConcurrencyLimit.of(7)).maxWaiting(0).maxWait(Duration.ofSeconds(1))))));
		assertThat(this.registry.get("httpwrapper.bulkhead.limit").gauge().value()).isEqualTo(7);
		orders.change(old);

		assertThat(this.registry.get("httpwrapper.bulkhead.limit").gauge().value()).isNaN();
	}

	@Test
	void bulkheadsAreGaugedAndWaitsTimed() {
		BulkheadSettings settings = BulkheadSettings.DEFAULTS
			.with((it) -> it.maxConcurrent(ConcurrencyLimit.of(1)).maxWaiting(1).maxWait(Duration.ofSeconds(5)));
		ClientMetrics metrics = new ClientMetrics(this.registry);
		WrappedClient orders = WrappedClient.named("orders", limited(settings)).listeners(List.of(metrics)).build();
		metrics.bind(orders);
		Sinks.One<ClientResponse> first = this.upstream.repliesLater();
		this.upstream.replies(200);
		WebClient webClient = WebClient.builder().exchangeFunction(this.upstream).filter(orders.pipeline()).build();

		for (int i = 0; i < 3; i++) {
			webClient.get()
				.uri(URI.create("http://orders.internal/orders"))
				.exchangeToMono((response) -> response.releaseBody())
				.onErrorComplete()
				.subscribe();
		}
		assertThat(bulkheadGauge("limit")).isOne();
		assertThat(bulkheadGauge("in.use")).isOne();
		assertThat(bulkheadGauge("waiting")).isOne();
		first.tryEmitValue(this.upstream.response(200, Flux.empty()));

		assertThat(bulkheadGauge("in.use")).isZero();
		assertThat(bulkheadGauge("waiting")).isZero();
		assertThat(this.registry.get("httpwrapper.waits").tag("reason", "bulkhead").timer().count()).isOne();
		assertThat(this.registry.get("httpwrapper.rejections").tag("reason", "bulkhead-full").counter().count())
			.isOne();
		assertThat(this.registry.find("httpwrapper.bulkhead.limit").tag("client", "users").gauge()).isNull();
	}

	private double bulkheadGauge(String name) {
		return this.registry.get("httpwrapper.bulkhead." + name).tag("client", "orders").gauge().value();
	}

	@Test
	void answersOfTheCacheAreCountedAndItsStoreIsGauged() {
		ClientMetrics metrics = new ClientMetrics(this.registry);
		ClientSettings defaults = ClientSettings.DEFAULTS;
		this.client = WrappedClient.named("catalog", defaults.with((it) -> it.cache(CacheSettingsFixture.enabled())))
			.cacheStore(new CaffeineCacheStore(1_000_000))
			.listeners(List.of(metrics))
			.build();
		this.upstream.replies(200, "Cache-Control: max-age=60");
		WebClient webClient = WebClient.builder()
			.exchangeFunction(this.upstream)
			.filter(this.client.pipeline())
			.build();
		for (int i = 0; i < 3; i++) {
			webClient.get()
				.uri("http://catalog.internal/items")
				.exchangeToMono((response) -> response.releaseBody())
				.block();
		}
		metrics.bind(this.client);

		assertThat(this.registry.get("httpwrapper.cache.answers").tag("outcome", "miss").counter().count()).isOne();
		assertThat(this.registry.get("httpwrapper.cache.answers").tag("outcome", "hit").counter().count()).isEqualTo(2);
		assertThat(this.registry.get("httpwrapper.cache.entries").tag("client", "catalog").gauge().value()).isOne();
		assertThat(this.registry.get("httpwrapper.cache.bytes").gauge().value()).isBetween(256.0, 2000.0);
		assertThat(this.registry.get("httpwrapper.cache.evictions").functionCounter().count()).isZero();
	}

	private static ClientSettings limited(BulkheadSettings bulkhead) {
		ClientSettings defaults = ClientSettings.DEFAULTS;
		return defaults.with((it) -> it.bulkhead(bulkhead));
	}

	@Test
	void meterThatCannotBeWrittenDisturbsNoCall() {
		this.client.listen(new FullMeters());
		this.upstream.replies(200);

		call(1);

		assertThat(this.client.snapshot().counters().inFlight()).isZero();
		assertThat(this.registry.get("httpwrapper.calls").tag("outcome", "success").timer().count()).isOne();
		assertThat(this.registry.get("httpwrapper.bodies").timer().count()).isOne();
	}

	@Test
	void eventsOfCallsThatAreOnlyTimedAreNotMade() {
		assertThat(new ClientMetrics(this.registry).types()).doesNotContain(EventType.CALL_SUCCEEDED,
				EventType.ATTEMPT_COMPLETED);
	}

	@Test
	void outcomesOfCallsAreThereFromTheFirstOn() {
		this.upstream.replies(200);

		call(1);

		assertThat(this.registry.find("httpwrapper.calls").timers()).extracting((it) -> it.getId().getTag("outcome"))
			.containsExactlyInAnyOrder("success", "client-error", "server-error", "rejected", "timeout", "error",
					"cancelled", "fallback");
	}

	@Test
	void eachMeterIsOfItsKindAndHasItsTags() {
		ClientMetrics metrics = new ClientMetrics(this.registry);
		ClientSettings old = ClientSettings.DEFAULTS;
		WrappedClient all = WrappedClient
			.named("users", old.with((client) -> client
				.rateLimit(RateLimits.of(1, Duration.ofHours(1)).learn().settings())
				.bulkhead(BulkheadSettings.DEFAULTS.with(
						(it) -> it.maxConcurrent(ConcurrencyLimit.of(1)).maxWaiting(1).maxWait(Duration.ofSeconds(5))))
				.cache(CacheSettingsFixture.enabled())))
			.limiterFactory(Bucket4jRateLimiter.factory(System::nanoTime))
			.cacheStore(new CaffeineCacheStore(1_000_000))
			.listeners(List.of(metrics))
			.build();
		metrics.bind(all);
		this.client = all;
		this.upstream.replies(200);
		call(1);
		for (EventType type : EventType.values()) {
			metrics.onEvent(
					new ClientEvent(type, "users", 0, "cache", "GET", 1, 200, "success", "word", "", "word", 1, null));
		}

		for (ClientMeter meter : ClientMeter.values()) {
			assertThat(this.registry.find(meter.id()).meters()).as(meter.id()).isNotEmpty().allSatisfy((found) -> {
				assertThat(found.getId().getType()).as(meter.id()).isEqualTo(meter.type());
				assertThat(found.getId().getTags()).as(meter.id())
					.extracting(Tag::getKey)
					.containsExactlyInAnyOrderElementsOf(
							Stream.concat(Stream.of("client"), meter.tags().stream()).toList());
			});
		}
		assertThat(this.registry.getMeters()).extracting((found) -> found.getId().getName())
			.isSubsetOf(Stream.of(ClientMeter.values()).map(ClientMeter::id).toList());
	}

	@Test
	void metersOfOneNameHaveTheSameTagsAlways() {
		this.upstream.replies(200).replies(503).replies(404);

		call(3);

		for (ClientMeter meter : ClientMeter.values()) {
			assertThat(this.registry.find(meter.id())
				.meters()
				.stream()
				.map(Meter::getId)
				.map((id) -> id.getTags().stream().map(Tag::getKey).collect(Collectors.toSet()))
				.distinct()
				.toList()).as(meter.id()).hasSizeLessThanOrEqualTo(1);
		}
	}

	/** Throws whatever it is told. */
	private static final class FullMeters implements ClientEventListener, CallTimes {

		@Override
		public void onEvent(ClientEvent event) {
			throw new IllegalStateException("full");
		}

		@Override
		public CallTimes times(String client) {
			return this;
		}

		@Override
		public void called(CallOutcome outcome, long nanos) {
			throw new IllegalStateException("full");
		}

		@Override
		public void attempted(String verdict, long nanos) {
			throw new IllegalStateException("full");
		}

		@Override
		public void bodyEnded(long nanos) {
			throw new IllegalStateException("full");
		}

	}

}
