package io.httpwrapper.metrics;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.event.CallOutcome;
import io.httpwrapper.event.CallTimes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The timers of one client's calls, attempts and bodies. Thread-safe.
 */
final class CallTimers implements CallTimes {

	private final MeterRegistry registry;

	private final String client;

	private final Map<CallOutcome, Timer> calls = new ConcurrentHashMap<>();

	private final Map<String, Timer> attempts = new ConcurrentHashMap<>();

	private final Timer bodies;

	CallTimers(MeterRegistry registry, String client) {
		this.registry = registry;
		this.client = client;
		this.bodies = timer(ClientMeter.BODIES);
	}

	@Override
	public void called(CallOutcome outcome, long nanos) {
		Timer timer = this.calls.get(outcome);
		if (timer == null) {
			// the first call creates all timers, because rates need a start at 0
			for (CallOutcome each : CallOutcome.values()) {
				this.calls.computeIfAbsent(each, (it) -> timer(ClientMeter.CALLS, it.text()));
			}
			timer = Objects.requireNonNull(this.calls.get(outcome));
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void attempted(String verdict, long nanos) {
		Timer timer = this.attempts.get(verdict);
		if (timer == null) {
			timer = this.attempts.computeIfAbsent(verdict, (word) -> timer(ClientMeter.ATTEMPTS, word));
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void bodyEnded(long nanos) {
		this.bodies.record(nanos, TimeUnit.NANOSECONDS);
	}

	private Timer timer(ClientMeter meter, String... values) {
		return Timer.builder(meter.id())
			.description(meter.description())
			.tags(meter.of(this.client, values))
			.register(this.registry);
	}

	@Override
	public String toString() {
		return "timers of client '" + this.client + "'";
	}

}
