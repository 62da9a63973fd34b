package io.httpwrapper.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.policy.BulkheadSnapshot;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.Quota;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one client that read its snapshot and its circuits. They need no events.
 */
final class BoundMeters {

	private final MeterRegistry registry;

	private final WrappedClient client;

	BoundMeters(MeterRegistry registry, WrappedClient client) {
		this.registry = registry;
		this.client = client;
	}

	void bind() {
		gauge(ClientMeter.CALLS_ACTIVE, (it) -> it.snapshot().counters().inFlight());
		gauge(ClientMeter.RETRY_BUDGET, (it) -> it.snapshot().budget().balance());
		TimeGauge.builder(ClientMeter.CALLS_TIMEOUT.id(), this.client, TimeUnit.MILLISECONDS, BoundMeters::callTimeout)
			.description(ClientMeter.CALLS_TIMEOUT.description())
			.tags(ClientMeter.CALLS_TIMEOUT.of(this.client.name()))
			.register(this.registry);
		counter(ClientMeter.BODIES_RECEIVED, BaseUnits.BYTES, (it) -> it.snapshot().counters().bodyBytes());
		optional();
		// gauges that exist already are not added again
		this.client.watchSettings((settings) -> optional());
		Map<String, List<Meter>> circuits = new ConcurrentHashMap<>();
		this.client.watchCircuits((circuit) -> circuits.computeIfAbsent(circuit.name(), (name) -> gauges(circuit)),
				(circuit) -> {
					List<Meter> meters = circuits.remove(circuit.name());
					if (meters != null) {
						meters.forEach(this.registry::remove);
					}
				});
	}

	/** The meters of optional parts of a client. */
	private void optional() {
		ClientSnapshot snapshot = this.client.snapshot();
		if (snapshot.bulkhead() != null) {
			bulkhead(ClientMeter.BULKHEAD_LIMIT, BulkheadSnapshot::limit);
			bulkhead(ClientMeter.BULKHEAD_IN_USE, BulkheadSnapshot::inUse);
			bulkhead(ClientMeter.BULKHEAD_WAITING, BulkheadSnapshot::waiting);
		}
		if (snapshot.rateLimit() != null) {
			rateLimit(ClientMeter.RATE_LIMIT_WAITING, ClientSnapshot.RateLimit::waiting);
			rateLimit(ClientMeter.RATE_LIMIT_TOKENS, ClientSnapshot.RateLimit::tokens);
		}
		if (snapshot.quotas() != null) {
			quotas(ClientMeter.QUOTA_WAITING, ClientSnapshot.Quotas::waiting);
			quotas(ClientMeter.QUOTA_REMAINING, BoundMeters::remaining);
		}
		if (snapshot.cache() != null) {
			gauge(ClientMeter.CACHE_BYTES, (it) -> known(stored(it).bytes()));
			gauge(ClientMeter.CACHE_ENTRIES, (it) -> known(stored(it).entries()));
			counter(ClientMeter.CACHE_EVICTIONS, null, (it) -> Math.max(0, stored(it).evictions()));
		}
	}

	private void bulkhead(ClientMeter meter, ToDoubleFunction<BulkheadSnapshot> value) {
		gauge(meter, (it) -> whileThere(it.snapshot().bulkhead(), value));
	}

	private void rateLimit(ClientMeter meter, ToDoubleFunction<ClientSnapshot.RateLimit> value) {
		gauge(meter, (it) -> whileThere(it.snapshot().rateLimit(), value));
	}

	private void quotas(ClientMeter meter, ToDoubleFunction<ClientSnapshot.Quotas> value) {
		gauge(meter, (it) -> whileThere(it.snapshot().quotas(), value));
	}

	/** The value, or NaN if the part is switched off. */
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

	private List<Meter> gauges(CircuitBreaker circuit) {
		List<Meter> meters = new ArrayList<>();
		for (CircuitState state : CircuitState.values()) {
			meters.add(gauge(ClientMeter.CIRCUIT_STATE, circuit, (it) -> (it.snapshot().state() == state) ? 1 : 0,
					circuit.name(), word(state)));
		}
		meters
			.add(gauge(ClientMeter.CIRCUIT_FAILURE_RATE, circuit, (it) -> it.snapshot().failureRate(), circuit.name()));
		return meters;
	}

	private static String word(CircuitState state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private void gauge(ClientMeter meter, ToDoubleFunction<WrappedClient> value) {
		gauge(meter, this.client, value);
	}

	private <T> Gauge gauge(ClientMeter meter, T source, ToDoubleFunction<T> value, String... tags) {
		return Gauge.builder(meter.id(), source, value)
			.description(meter.description())
			.tags(meter.of(this.client.name(), tags))
			.strongReference(true)
			.register(this.registry);
	}

	private void counter(ClientMeter meter, @Nullable String unit, ToDoubleFunction<WrappedClient> value) {
		FunctionCounter.builder(meter.id(), this.client, value)
			.description(meter.description())
			.baseUnit(unit)
			.tags(meter.of(this.client.name()))
			.register(this.registry);
	}

}
