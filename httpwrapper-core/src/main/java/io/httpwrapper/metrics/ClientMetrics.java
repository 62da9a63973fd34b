package io.httpwrapper.metrics;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.CallTimes;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of all clients in one registry. Timers and counters are looked up once for
 * each combination of tags. Thread-safe. It must be registered with the clients as a
 * listener; {@link #bind} adds the gauges.
 */
public final class ClientMetrics implements ClientEventListener {

	private final MeterRegistry registry;

	private final Map<String, EventMeters> clients = new ConcurrentHashMap<>();

	public ClientMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Adds the meters of a client that need no events. The meters of its circuits are
	 * added and removed with the circuits.
	 */
	public void bind(WrappedClient client) {
		new BoundMeters(this.registry, client).bind();
	}

	/**
	 * The events that are counted. Calls, attempts and bodies are timed without events.
	 */
	@Override
	public Set<EventType> types() {
		return EnumSet.complementOf(EnumSet.of(EventType.CALL_SUCCEEDED, EventType.CALL_FAILED,
				EventType.CALL_CANCELLED, EventType.ATTEMPT_COMPLETED, EventType.STALE_STARTED, EventType.STALE_ENDED));
	}

	@Override
	public CallTimes times(String client) {
		return new CallTimers(this.registry, client);
	}

	@Override
	public void onEvent(ClientEvent event) {
		EventMeters meters = this.clients.get(event.client());
		if (meters == null) {
			meters = this.clients.computeIfAbsent(event.client(), (client) -> new EventMeters(this.registry, client));
		}
		meters.record(event);
	}

}
