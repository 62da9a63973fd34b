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
 * each combination of tags. Thread-safe. As a listener it must be given to the clients;
 * gauges come with {@link #bind}.
 */
public final class ClientMetrics implements ClientEventListener {

	private final MeterRegistry registry;

	private final Map<String, EventMeters> clients = new ConcurrentHashMap<>();

	public ClientMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Adds the meters of a client that need no event, and those of its circuits as they
	 * come and go.
	 */
	public void bind(WrappedClient client) {
		new BoundMeters(this.registry, client).bind();
	}

	/** Those that are counted; what each call goes through is timed. */
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
