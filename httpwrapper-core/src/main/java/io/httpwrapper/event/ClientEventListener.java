package io.httpwrapper.event;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Receives the events of clients. Called on the thread on which the event happened, often
 * an event loop. Must be quick, thread-safe and must not block. An exception is logged
 * and does not affect the call or other listeners.
 */
@FunctionalInterface
public interface ClientEventListener {

	/**
	 * Receives one event, whose type is one of {@link #types()}.
	 */
	void onEvent(ClientEvent event);

	/**
	 * The types of events to receive; called once. An event without a listener is not
	 * even created.
	 */
	default Set<EventType> types() {
		return EnumSet.allOf(EventType.class);
	}

	/**
	 * Receives the times of a client's calls, which are not events. Called once for each
	 * client.
	 * @param client name of the client
	 * @return null if the times are not needed
	 */
	default @Nullable CallTimes times(String client) {
		return null;
	}

}
