package io.httpwrapper.autoconfigure.monitoring;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import io.httpwrapper.call.RecentCalls;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.RecentEvents;

/**
 * Keeps the last events and calls of each client. Each client has a history of its own,
 * so that a busy one does not displace the others'. Thread-safe.
 */
public final class ClientHistory {

	private static final int EVENTS_PER_CLIENT = 100;

	private final Map<String, RecentEvents> events = new ConcurrentHashMap<>();

	private final Map<String, RecentCalls> calls = new ConcurrentHashMap<>();

	private final ExplainSettings settings;

	public ClientHistory(ExplainSettings settings) {
		this.settings = settings;
	}

	public RecentEvents events(String client) {
		return this.events.computeIfAbsent(client, (name) -> new RecentEvents(EVENTS_PER_CLIENT));
	}

	/**
	 * The calls of a client.
	 * @param random chooses the sample of plain ones
	 */
	public RecentCalls calls(String client, RandomGenerator random) {
		return this.calls.computeIfAbsent(client,
				(name) -> new RecentCalls(this.settings.maxCalls(), this.settings.sampleEvery(), random));
	}

	/**
	 * The events of a client, oldest first; none if there is no such client.
	 */
	List<ClientEvent> eventsOf(String client) {
		RecentEvents events = this.events.get(client);
		return (events != null) ? events.list() : List.of();
	}

	/**
	 * The calls of a client.
	 * @throws java.util.NoSuchElementException if there is none
	 */
	RecentCalls callsOf(String client) {
		return Optional.ofNullable(this.calls.get(client)).orElseThrow();
	}

}
