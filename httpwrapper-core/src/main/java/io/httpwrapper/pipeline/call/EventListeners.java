package io.httpwrapper.pipeline.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.httpwrapper.event.CallOutcome;
import io.httpwrapper.event.CallTimes;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The listeners of a client, and which events each of them gets. A listener that throws
 * does not affect others.
 */
final class EventListeners {

	private static final Log logger = LogFactory.getLog(EventListeners.class);

	private static final ClientEventListener[] NOBODY = {};

	private final String client;

	private final List<Listening> all = new ArrayList<>();

	/** The listeners by event type; replaced as a whole. */
	private volatile ClientEventListener[][] byType = byType(List.of());

	/** The listeners for times; replaced as a whole. */
	private volatile CallTimes[] times = {};

	EventListeners(String client, List<ClientEventListener> all) {
		this.client = client;
		all.forEach(this::add);
	}

	private static ClientEventListener[][] byType(List<Listening> all) {
		ClientEventListener[][] listeners = new ClientEventListener[EventType.values().length][];
		for (EventType type : EventType.values()) {
			listeners[type.ordinal()] = all.stream()
				.filter((listening) -> listening.types.contains(type))
				.map(Listening::listener)
				.toList()
				.toArray(NOBODY);
		}
		return listeners;
	}

	/** Adds a listener, until the returned handle is disposed. */
	Disposable add(ClientEventListener listener) {
		Listening listening = new Listening(listener, Set.copyOf(listener.types()), listener.times(this.client));
		synchronized (this.all) {
			this.all.add(listening);
			replace();
		}
		return () -> {
			synchronized (this.all) {
				this.all.remove(listening);
				replace();
			}
		};
	}

	private void replace() {
		this.byType = byType(this.all);
		this.times = this.all.stream().flatMap((it) -> Stream.ofNullable(it.times)).toArray(CallTimes[]::new);
	}

	boolean want(EventType type) {
		return this.byType[type.ordinal()].length > 0;
	}

	void tell(ClientEvent event) {
		for (ClientEventListener listener : this.byType[event.type().ordinal()]) {
			try {
				listener.onEvent(event);
			}
			catch (Throwable ex) {
				UserCode.rethrowFatal(ex);
				logger.warn("Listener " + listener + " failed on " + event.type() + " of client '" + this.client + "'",
						ex);
			}
		}
	}

	boolean wantTimes() {
		return this.times.length > 0;
	}

	void tellCalled(CallOutcome outcome, long nanos) {
		for (CallTimes times : this.times) {
			try {
				times.called(outcome, nanos);
			}
			catch (Throwable ex) {
				failed(times, ex);
			}
		}
	}

	void tellAttempted(String verdict, long nanos) {
		for (CallTimes times : this.times) {
			try {
				times.attempted(verdict, nanos);
			}
			catch (Throwable ex) {
				failed(times, ex);
			}
		}
	}

	void tellBodyEnded(long nanos) {
		for (CallTimes times : this.times) {
			try {
				times.bodyEnded(nanos);
			}
			catch (Throwable ex) {
				failed(times, ex);
			}
		}
	}

	private void failed(CallTimes times, Throwable error) {
		UserCode.rethrowFatal(error);
		logger.warn(times + " failed on the times of client '" + this.client + "'", error);
	}

	/** A listener and what it wants to get; it is asked for that once. */
	private record Listening(ClientEventListener listener, Set<EventType> types, @Nullable CallTimes times) {
	}

}
