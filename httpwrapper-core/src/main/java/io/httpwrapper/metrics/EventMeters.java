package io.httpwrapper.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.httpwrapper.event.ClientEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one client that use its events. Thread-safe.
 */
final class EventMeters {

	private final MeterRegistry registry;

	private final String client;

	private final Map<String, Timer> waits = new ConcurrentHashMap<>();

	/** By store, then by outcome. */
	private final Map<String, Map<String, Timer>> questions = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> stores = new ConcurrentHashMap<>();

	private final Map<ClientMeter, Map<String, Counter>> counters = new EnumMap<>(ClientMeter.class);

	EventMeters(MeterRegistry registry, String client) {
		this.registry = registry;
		this.client = client;
		for (ClientMeter meter : ClientMeter.values()) {
			this.counters.put(meter, new ConcurrentHashMap<>());
		}
	}

	void record(ClientEvent event) {
		switch (event.type()) {
			case ATTEMPT_WAITED -> this.waits.computeIfAbsent(event.reason(), (word) -> timer(ClientMeter.WAITS, word))
				.record(event.durationNanos(), TimeUnit.NANOSECONDS);
			case ATTEMPT_REJECTED -> count(ClientMeter.REJECTIONS, event.reason());
			case BODY_FAILED -> count(ClientMeter.BODIES_FAILED);
			case RETRY_SCHEDULED -> count(ClientMeter.RETRIES, event.reason());
			case RETRY_STOPPED -> count(ClientMeter.RETRIES_STOPPED, event.reason());
			case QUOTA_CHANGED -> count(ClientMeter.QUOTA_CHANGES, event.to());
			case CIRCUIT_CHANGED -> count(ClientMeter.CIRCUIT_TRANSITIONS, event.to());
			case SETTINGS_CHANGED -> count(ClientMeter.SETTINGS_CHANGES, event.to());
			case CACHE_ANSWERED -> count(ClientMeter.CACHE_ANSWERS, event.reason());
			case CALL_SUCCEEDED, CALL_FAILED, CALL_CANCELLED, ATTEMPT_COMPLETED, STALE_STARTED, STALE_ENDED -> {
				// these are timed or counted for each call
			}
			case STORE_ASKED -> storeAsked(event);
			case STORE_CHANGED -> storeChanged(event);
			case CHAOS_INJECTED -> count(ClientMeter.CHAOS, event.reason());
			case FALLBACK_ANSWERED -> count(ClientMeter.FALLBACKS, event.reason());
		}
	}

	private void storeAsked(ClientEvent event) {
		String store = event.key();
		String outcome = event.reason().isEmpty() ? event.verdict() : event.reason();
		this.questions.computeIfAbsent(store, (name) -> new ConcurrentHashMap<>())
			.computeIfAbsent(outcome, (word) -> timer(ClientMeter.STORE_QUESTIONS, store, word))
			.record(event.durationNanos(), TimeUnit.NANOSECONDS);
	}

	private void storeChanged(ClientEvent event) {
		counter(ClientMeter.STORE_TRANSITIONS, event.key(), event.to()).increment();
		this.stores.computeIfAbsent(event.key(), this::available).set(event.to().equals("available") ? 1 : 0);
	}

	private AtomicInteger available(String store) {
		AtomicInteger available = new AtomicInteger();
		Gauge.builder(ClientMeter.STORE_AVAILABLE.id(), available, AtomicInteger::get)
			.description(ClientMeter.STORE_AVAILABLE.description())
			.tags(ClientMeter.STORE_AVAILABLE.of(this.client, store))
			.register(this.registry);
		return available;
	}

	private Timer timer(ClientMeter meter, String... values) {
		return Timer.builder(meter.id())
			.description(meter.description())
			.tags(meter.of(this.client, values))
			.register(this.registry);
	}

	private void count(ClientMeter meter) {
		counters(meter).computeIfAbsent("", (none) -> counter(meter)).increment();
	}

	private void count(ClientMeter meter, String value) {
		counters(meter).computeIfAbsent(value, (word) -> counter(meter, word)).increment();
	}

	private Map<String, Counter> counters(ClientMeter meter) {
		return Objects.requireNonNull(this.counters.get(meter));
	}

	private Counter counter(ClientMeter meter, String... values) {
		return Counter.builder(meter.id())
			.description(meter.description())
			.tags(meter.of(this.client, values))
			.register(this.registry);
	}

}
