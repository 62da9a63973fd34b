package io.httpwrapper.metrics;

import java.util.EnumSet;
import java.util.Set;

import io.httpwrapper.event.EventType;

/**
 * Sends the numbers and events of all clients to another system, once per interval.
 * Called by one dedicated thread, never for two reports at once, so it may block and be
 * slow. Meanwhile further events are queued; events that do not fit are dropped and
 * counted. An exception is logged, and the exporter still gets the next report.
 */
@FunctionalInterface
public interface ClientMetricsExporter {

	/**
	 * Exports one report.
	 * @throws Exception if that failed; the report is not repeated
	 */
	void export(ClientReport report) throws Exception;

	/**
	 * The types of events to include; called once. Choose the events of single calls with
	 * care: there are as many of them as calls.
	 */
	default Set<EventType> types() {
		return EnumSet.of(EventType.CIRCUIT_CHANGED, EventType.STORE_CHANGED, EventType.QUOTA_CHANGED,
				EventType.STALE_STARTED, EventType.STALE_ENDED, EventType.SETTINGS_CHANGED);
	}

}
