package io.httpwrapper.event;

import java.util.EnumSet;
import java.util.Set;

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

}
