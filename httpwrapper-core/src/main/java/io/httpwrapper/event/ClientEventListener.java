package io.httpwrapper.event;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to clients. Called on the thread on which it happened, often an
 * event loop: must be quick, thread-safe and must not block. One that throws is logged
 * and does not disturb the call or other listeners.
 */
@FunctionalInterface
public interface ClientEventListener {

	/**
	 * Hears one event, of one of the {@link #types()}.
	 */
	void onEvent(ClientEvent event);

	/**
	 * The kinds to hear, asked once. An event that nobody wants to hear is not even made.
	 */
	default Set<EventType> types() {
		return EnumSet.allOf(EventType.class);
	}

	/**
	 * Hears the times of a client's calls, for which no event need be made. Asked once
	 * for each client.
	 * @param client its name
	 * @return null if they are not wanted
	 */
	default @Nullable CallTimes times(String client) {
		return null;
	}

}
