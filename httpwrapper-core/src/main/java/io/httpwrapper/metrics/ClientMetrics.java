package io.httpwrapper.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.pipeline.CallRejectedException;
import io.httpwrapper.pipeline.CallTimeoutException;
import io.httpwrapper.pipeline.ClientSnapshot;
import io.httpwrapper.pipeline.WrappedClient;
import io.httpwrapper.policy.BulkheadSnapshot;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.Quota;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * The meters of all clients in one registry. Timers and counters are looked up once for
 * each combination of tags. Thread-safe. As a listener it must be given to the clients;
 * gauges come with {@link #bind}.
 */
public final class ClientMetrics implements ClientEventListener {

	private final MeterRegistry registry;

	private final Map<String, Meters> clients = new ConcurrentHashMap<>();

	public ClientMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Adds the gauges of a client, and those of its circuits as they come and go.
	 */
	public void bind(WrappedClient client) {
		Tags tags = Tags.of("client", client.name());
		gauge(ClientMeter.CALLS_ACTIVE, tags, client, (it) -> it.snapshot().counters().inFlight());
		gauge(ClientMeter.RETRY_BUDGET, tags, client, (it) -> it.snapshot().budget().balance());
		TimeGauge.builder(ClientMeter.CALLS_TIMEOUT.id(), client, TimeUnit.MILLISECONDS, ClientMetrics::callTimeout)
			.description(ClientMeter.CALLS_TIMEOUT.description())
			.tags(tags)
			.register(this.registry);
		FunctionTimer
			.builder(ClientMeter.BODIES.id(), client, (it) -> it.snapshot().counters().bodies(),
					(it) -> it.snapshot().counters().bodyNanos(), TimeUnit.NANOSECONDS)
			.description(ClientMeter.BODIES.description())
			.tags(tags)
			.register(this.registry);
		FunctionCounter.builder(ClientMeter.BODIES_RECEIVED.id(), client, (it) -> it.snapshot().counters().bodyBytes())
			.description(ClientMeter.BODIES_RECEIVED.description())
			.baseUnit(BaseUnits.BYTES)
			.tags(tags)
			.register(this.registry);
		optional(client, tags);
		// what is there already is not added again
		client.watchSettings((settings) -> optional(client, tags));
		Map<String, List<Meter>> circuits = new ConcurrentHashMap<>();
		client.watchCircuits((circuit) -> circuits.computeIfAbsent(circuit.name(), (name) -> gauges(tags, circuit)),
				(circuit) -> {
					List<Meter> meters = circuits.remove(circuit.name());
					if (meters != null) {
						meters.forEach(this.registry::remove);
					}
				});
	}

	/** The gauges of what a client may be without. */
	private void optional(WrappedClient client, Tags tags) {
		if (client.snapshot().bulkhead() != null) {
			bulkhead(ClientMeter.BULKHEAD_LIMIT, tags, client, BulkheadSnapshot::limit);
			bulkhead(ClientMeter.BULKHEAD_IN_USE, tags, client, BulkheadSnapshot::inUse);
			bulkhead(ClientMeter.BULKHEAD_WAITING, tags, client, BulkheadSnapshot::waiting);
		}
		if (client.snapshot().rateLimit() != null) {
			rateLimit(ClientMeter.RATE_LIMIT_WAITING, tags, client, ClientSnapshot.RateLimit::waiting);
			rateLimit(ClientMeter.RATE_LIMIT_TOKENS, tags, client, ClientSnapshot.RateLimit::tokens);
		}
		if (client.snapshot().quotas() != null) {
			quotas(ClientMeter.QUOTA_WAITING, tags, client, ClientSnapshot.Quotas::waiting);
			quotas(ClientMeter.QUOTA_REMAINING, tags, client, ClientMetrics::remaining);
		}
		if (client.snapshot().cache() != null) {
			gauge(ClientMeter.CACHE_BYTES, tags, client, (it) -> known(stored(it).bytes()));
			gauge(ClientMeter.CACHE_ENTRIES, tags, client, (it) -> known(stored(it).entries()));
			FunctionCounter
				.builder(ClientMeter.CACHE_EVICTIONS.id(), client, (it) -> Math.max(0, stored(it).evictions()))
				.description(ClientMeter.CACHE_EVICTIONS.description())
				.tags(tags)
				.register(this.registry);
		}
	}

	private void bulkhead(ClientMeter meter, Tags tags, WrappedClient client,
			ToDoubleFunction<BulkheadSnapshot> value) {
		gauge(meter, tags, client, (it) -> whileThere(it.snapshot().bulkhead(), value));
	}

	private void rateLimit(ClientMeter meter, Tags tags, WrappedClient client,
			ToDoubleFunction<ClientSnapshot.RateLimit> value) {
		gauge(meter, tags, client, (it) -> whileThere(it.snapshot().rateLimit(), value));
	}

	private void quotas(ClientMeter meter, Tags tags, WrappedClient client,
			ToDoubleFunction<ClientSnapshot.Quotas> value) {
		gauge(meter, tags, client, (it) -> whileThere(it.snapshot().quotas(), value));
	}

	/** What was switched off has no numbers. */
	private static <T> double whileThere(@Nullable T part, ToDoubleFunction<T> value) {
		return (part != null) ? value.applyAsDouble(part) : Double.NaN;
	}

	private static double remaining(ClientSnapshot.Quotas quotas) {
		return (quotas.remaining() != Quota.UNKNOWN) ? quotas.remaining() : Double.NaN;
	}

	private static double callTimeout(WrappedClient client) {
		Duration timeout = client.settings().timeout().call();
		return timeout.isZero() ? Double.NaN : timeout.toMillis();
	}

	private static CacheStatistics stored(WrappedClient client) {
		return Objects.requireNonNull(client.snapshot().cache()).store();
	}

	private static double known(long number) {
		return (number >= 0) ? number : Double.NaN;
	}

	private List<Meter> gauges(Tags client, CircuitBreaker circuit) {
		Tags tags = client.and("circuit", circuit.name());
		List<Meter> meters = new ArrayList<>();
		for (CircuitState state : CircuitState.values()) {
			meters.add(gauge(ClientMeter.CIRCUIT_STATE, tags.and("state", word(state)), circuit,
					(it) -> (it.snapshot().state() == state) ? 1 : 0));
		}
		meters.add(gauge(ClientMeter.CIRCUIT_FAILURE_RATE, tags, circuit, (it) -> it.snapshot().failureRate()));
		return meters;
	}

	private <T> Gauge gauge(ClientMeter meter, Tags tags, T source, ToDoubleFunction<T> value) {
		return Gauge.builder(meter.id(), source, value)
			.description(meter.description())
			.tags(tags)
			.strongReference(true)
			.register(this.registry);
	}

	@Override
	public void onEvent(ClientEvent event) {
		Meters meters = this.clients.get(event.client());
		if (meters == null) {
			meters = this.clients.computeIfAbsent(event.client(), (client) -> new Meters(this.registry, client));
		}
		meters.record(event);
	}

	private static String word(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * What became of a call.
	 */
	private enum Outcome {

		SUCCESS, CLIENT_ERROR, SERVER_ERROR, REJECTED, TIMEOUT, ERROR, CANCELLED, FALLBACK;

		static Outcome of(ClientEvent event) {
			if (event.error() != null) {
				return (event.error() instanceof CallRejectedException) ? REJECTED
						: (event.error() instanceof CallTimeoutException) ? TIMEOUT : ERROR;
			}
			if (event.status() == 0) {
				return CANCELLED;
			}
			if (!event.reason().isEmpty()) {
				return FALLBACK;
			}
			return (event.status() < 400) ? SUCCESS : (event.status() < 500) ? CLIENT_ERROR : SERVER_ERROR;
		}

	}

	/**
	 * The meters of one client that follow its events.
	 */
	private static final class Meters {

		private final MeterRegistry registry;

		private final Tags tags;

		private final Map<Outcome, Timer> calls = new EnumMap<>(Outcome.class);

		private final Map<String, Timer> attempts = new ConcurrentHashMap<>();

		private final Map<String, Timer> waits = new ConcurrentHashMap<>();

		private final Map<String, AtomicInteger> stores = new ConcurrentHashMap<>();

		private final Map<ClientMeter, Map<String, Counter>> counters = new EnumMap<>(ClientMeter.class);

		Meters(MeterRegistry registry, String client) {
			this.registry = registry;
			this.tags = Tags.of("client", client);
			for (Outcome outcome : Outcome.values()) {
				this.calls.put(outcome, timer(ClientMeter.CALLS, "outcome", word(outcome)));
			}
			for (ClientMeter meter : ClientMeter.values()) {
				this.counters.put(meter, new ConcurrentHashMap<>());
			}
		}

		void record(ClientEvent event) {
			switch (event.type()) {
				case CALL_SUCCEEDED, CALL_FAILED, CALL_CANCELLED ->
					Objects.requireNonNull(this.calls.get(Outcome.of(event)))
						.record(event.durationNanos(), TimeUnit.NANOSECONDS);
				case ATTEMPT_COMPLETED -> attempts(event.verdict()).record(event.durationNanos(), TimeUnit.NANOSECONDS);
				case ATTEMPT_WAITED -> waits(event.reason()).record(event.durationNanos(), TimeUnit.NANOSECONDS);
				case ATTEMPT_REJECTED -> count(ClientMeter.REJECTIONS, "reason", event.reason());
				case BODY_FAILED -> count(ClientMeter.BODIES_FAILED, "", "");
				case RETRY_SCHEDULED -> count(ClientMeter.RETRIES, "reason", event.reason());
				case RETRY_STOPPED -> count(ClientMeter.RETRIES_STOPPED, "reason", event.reason());
				case QUOTA_CHANGED -> count(ClientMeter.QUOTA_CHANGES, "to", event.to());
				case CIRCUIT_CHANGED -> count(ClientMeter.CIRCUIT_TRANSITIONS, "to", event.to());
				case SETTINGS_CHANGED -> count(ClientMeter.SETTINGS_CHANGES, "origin", event.to());
				case CACHE_ANSWERED -> count(ClientMeter.CACHE_ANSWERS, "outcome", event.reason());
				case STALE_STARTED, STALE_ENDED -> {
					// counted call by call
				}
				case STORE_ASKED -> storeAsked(event);
				case STORE_CHANGED -> storeChanged(event);
				case CHAOS_INJECTED -> count(ClientMeter.CHAOS, "reason", event.reason());
				case FALLBACK_ANSWERED -> count(ClientMeter.FALLBACKS, "reason", event.reason());
			}
		}

		private void storeAsked(ClientEvent event) {
			Timer.builder(ClientMeter.STORE_QUESTIONS.id())
				.description(ClientMeter.STORE_QUESTIONS.description())
				.tags(this.tags.and("store", event.key(), "outcome",
						event.reason().isEmpty() ? event.verdict() : event.reason()))
				.register(this.registry)
				.record(event.durationNanos(), TimeUnit.NANOSECONDS);
		}

		private void storeChanged(ClientEvent event) {
			Counter.builder(ClientMeter.STORE_TRANSITIONS.id())
				.description(ClientMeter.STORE_TRANSITIONS.description())
				.tags(this.tags.and("store", event.key(), "to", event.to()))
				.register(this.registry)
				.increment();
			this.stores.computeIfAbsent(event.key(), this::available).set(event.to().equals("available") ? 1 : 0);
		}

		private AtomicInteger available(String store) {
			AtomicInteger available = new AtomicInteger();
			Gauge.builder(ClientMeter.STORE_AVAILABLE.id(), available, AtomicInteger::get)
				.description(ClientMeter.STORE_AVAILABLE.description())
				.tags(this.tags.and("store", store))
				.register(this.registry);
			return available;
		}

		private Timer attempts(String verdict) {
			Timer timer = this.attempts.get(verdict);
			return (timer != null) ? timer
					: this.attempts.computeIfAbsent(verdict, (word) -> timer(ClientMeter.ATTEMPTS, "verdict", word));
		}

		private Timer waits(String reason) {
			return this.waits.computeIfAbsent(reason, (word) -> timer(ClientMeter.WAITS, "reason", word));
		}

		private Timer timer(ClientMeter meter, String tag, String value) {
			return Timer.builder(meter.id())
				.description(meter.description())
				.tags(this.tags.and(tag, value))
				.register(this.registry);
		}

		private void count(ClientMeter meter, String tag, String value) {
			Function<String, Counter> register = (word) -> Counter.builder(meter.id())
				.description(meter.description())
				.tags(tag.isEmpty() ? this.tags : this.tags.and(tag, word))
				.register(this.registry);
			Objects.requireNonNull(this.counters.get(meter)).computeIfAbsent(value, register).increment();
		}

	}

}
