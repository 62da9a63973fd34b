package io.httpwrapper.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the last important events. The events of successful calls are left out. Of
 * consecutive events with the same error only the first is kept, because a refusal ends
 * both an attempt and a call, but is one occurrence. Thread-safe. The number of events is
 * bounded, and an event contains no request, response or body.
 */
public final class RecentEvents implements ClientEventListener {

	private static final Set<EventType> NOTEWORTHY = EnumSet.of(EventType.CALL_FAILED, EventType.ATTEMPT_REJECTED,
			EventType.BODY_FAILED, EventType.RETRY_SCHEDULED, EventType.RETRY_STOPPED, EventType.CIRCUIT_CHANGED,
			EventType.STORE_CHANGED, EventType.STALE_STARTED, EventType.STALE_ENDED, EventType.SETTINGS_CHANGED,
			EventType.CHAOS_INJECTED, EventType.FALLBACK_ANSWERED);

	private final int capacity;

	private final Deque<ClientEvent> events;

	/**
	 * @param capacity how many events are kept; at least 1
	 */
	public RecentEvents(int capacity) {
		if (capacity < 1) {
			throw new IllegalArgumentException("capacity must be at least 1, but was " + capacity);
		}
		this.capacity = capacity;
		this.events = new ArrayDeque<>(capacity);
	}

	@Override
	public void onEvent(ClientEvent event) {
		synchronized (this.events) {
			if (isToldAlready(event)) {
				return;
			}
			if (this.events.size() == this.capacity) {
				this.events.removeFirst();
			}
			this.events.addLast(event);
		}
	}

	private boolean isToldAlready(ClientEvent event) {
		ClientEvent last = this.events.peekLast();
		return event.error() != null && last != null && last.error() == event.error()
				&& last.type() != EventType.RETRY_SCHEDULED && event.type() != EventType.FALLBACK_ANSWERED;
	}

	@Override
	public Set<EventType> types() {
		return EnumSet.copyOf(NOTEWORTHY);
	}

	/**
	 * The kept events, oldest first; a copy.
	 */
	public List<ClientEvent> list() {
		synchronized (this.events) {
			return new ArrayList<>(this.events);
		}
	}

}
