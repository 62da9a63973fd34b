package io.httpwrapper.metrics;

import java.time.Instant;
import java.util.List;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.event.ClientEvent;

/**
 * The report that an exporter receives.
 *
 * @param at when the snapshots were taken
 * @param clients all clients as they are now, the default one first
 * @param events what happened since the last report, oldest first
 * @param droppedEvents how many events were dropped since the start
 */
public record ClientReport(Instant at, List<ClientSnapshot> clients, List<ClientEvent> events, long droppedEvents) {

	public ClientReport {
		clients = List.copyOf(clients);
		events = List.copyOf(events);
	}

}
