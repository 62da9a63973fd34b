package io.httpwrapper.pipeline.call;

import java.time.Instant;
import java.util.List;

import io.httpwrapper.call.CallListener;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a client that every stage may know: name, clocks, events, counters and the
 * current settings. Thread-safe.
 */
public final class ClientCore {

	private final String name;

	private final TimeAndChance time;

	private final ClientEvents events;

	private final CallCounters counters = new CallCounters();

	private volatile ClientSettings settings;

	/**
	 * @param calls receives the reports of calls, or null
	 */
	public ClientCore(String name, TimeAndChance time, ClientSettings settings, List<ClientEventListener> listeners,
			@Nullable CallListener calls) {
		this.name = name;
		this.time = time;
		this.settings = settings;
		this.events = new ClientEvents(name, time, listeners, calls);
	}

	public String name() {
		return this.name;
	}

	public TimeAndChance time() {
		return this.time;
	}

	/** The elapsed time, as {@link System#nanoTime()}. */
	public long nanoTime() {
		return this.time.nanoTime().getAsLong();
	}

	/** The time of day. */
	public Instant now() {
		return this.time.clock().instant();
	}

	public ClientEvents events() {
		return this.events;
	}

	public CallCounters counters() {
		return this.counters;
	}

	/** The settings for calls that begin now. A call under way keeps its own. */
	public ClientSettings settings() {
		return this.settings;
	}

	/** Replaces the settings. */
	public void settings(ClientSettings settings) {
		this.settings = settings;
	}

}
