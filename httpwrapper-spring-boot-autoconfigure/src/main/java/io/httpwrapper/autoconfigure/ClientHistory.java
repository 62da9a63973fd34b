package io.httpwrapper.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.RecentEvents;

/**
 * The last noteworthy events of each client, apart, so that a noisy one does not push out
 * the others'. Thread-safe.
 */
final class ClientHistory {

	private static final int EVENTS_PER_CLIENT = 100;

	private final Map<String, RecentEvents> clients = new ConcurrentHashMap<>();

	RecentEvents listener(String client) {
		return this.clients.computeIfAbsent(client, (name) -> new RecentEvents(EVENTS_PER_CLIENT));
	}

	/**
	 * The events of a client, oldest first; none if there is no such client.
	 */
	List<ClientEvent> of(String client) {
		RecentEvents events = this.clients.get(client);
		return (events != null) ? events.list() : List.of();
	}

}
