package io.httpwrapper.metrics;

import java.util.EnumSet;
import java.util.Set;

import io.httpwrapper.event.EventType;

/**
 * Takes the numbers and events of all clients elsewhere, once in an interval. Called by
 * one thread that serves nothing else, never for two reports at once: may block, and may
 * be slow. While it is, further events wait, and what does not fit is dropped and
 * counted. One that throws is logged and gets the next report all the same.
 */
@FunctionalInterface
public interface ClientMetricsExporter {

	/**
	 * Takes one report.
	 * @throws Exception if that failed; the report is not handed in again
	 */
	void export(ClientReport report) throws Exception;

	/**
	 * The kinds of events to be told, asked once. Those of each single call are a choice
	 * to make knowingly: there are as many as calls.
	 */
	default Set<EventType> types() {
		return EnumSet.of(EventType.CIRCUIT_CHANGED, EventType.STORE_CHANGED, EventType.QUOTA_CHANGED,
				EventType.STALE_STARTED, EventType.STALE_ENDED, EventType.SETTINGS_CHANGED);
	}

}
