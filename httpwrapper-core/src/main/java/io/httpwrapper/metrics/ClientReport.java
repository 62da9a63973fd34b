package io.httpwrapper.metrics;

import java.time.Instant;
import java.util.List;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.event.ClientEvent;

/**
 * What an exporter is given.
 *
 * @param at when the snapshots were taken
 * @param clients all clients as they are now, the default one first
 * @param events what happened since the last report, oldest first
 * @param droppedEvents how many events did not fit, since the start
 */
public record ClientReport(Instant at, List<ClientSnapshot> clients, List<ClientEvent> events, long droppedEvents) {

	public ClientReport {
		clients = List.copyOf(clients);
		events = List.copyOf(events);
	}

}
