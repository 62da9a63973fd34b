package io.httpwrapper.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;

/**
 * Who is told of which events of a client. One that throws harms nobody else.
 */
final class EventListeners {

	private static final Log logger = LogFactory.getLog(EventListeners.class);

	private static final ClientEventListener[] NOBODY = {};

	private final String client;

	private final List<Listening> all = new ArrayList<>();

	/** Replaced as a whole. */
	private volatile LongConsumer bodies = (nanos) -> {
	};

	/** Those to tell, by kind; replaced as a whole. */
	private volatile ClientEventListener[][] byType = byType(List.of());

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

	/** Tells one more, until what is returned is disposed of. */
	Disposable add(ClientEventListener listener) {
		Listening listening = new Listening(listener, Set.copyOf(listener.types()));
		synchronized (this.all) {
			this.all.add(listening);
			this.byType = byType(this.all);
		}
		return () -> {
			synchronized (this.all) {
				this.all.remove(listening);
				this.byType = byType(this.all);
			}
		};
	}

	boolean want(EventType type) {
		return this.byType[type.ordinal()].length > 0;
	}

	void tell(ClientEvent event) {
		for (ClientEventListener listener : this.byType[event.type().ordinal()]) {
			try {
				listener.onEvent(event);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener " + listener + " failed on " + event.type() + " of client '" + this.client + "'",
						ex);
			}
		}
	}

	/**
	 * Tells one more of the ends of bodies: each call has one, and it is not worth an
	 * event.
	 */
	void addForBodies(LongConsumer onEnded) {
		synchronized (this.all) {
			this.bodies = this.bodies.andThen(onEnded);
		}
	}

	/**
	 * @param nanos since the call began
	 */
	void tellBodyEnded(long nanos) {
		try {
			this.bodies.accept(nanos);
		}
		catch (RuntimeException ex) {
			logger.warn("Who hears of the bodies of client '" + this.client + "' has failed", ex);
		}
	}

	/** One that is told, and of what: it is asked once. */
	private record Listening(ClientEventListener listener, Set<EventType> types) {
	}

}
