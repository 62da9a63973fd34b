package io.httpwrapper.test;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.httpwrapper.client.ResponseCache;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitSnapshot;

/**
 * What one client did: its events, in the order in which they were told. Thread-safe.
 */
public final class ClientRecording {

	private final WrappedClient client;

	private final List<ClientEvent> events = new CopyOnWriteArrayList<>();

	/**
	 * Records from now on, for as long as the client lives.
	 */
	public ClientRecording(WrappedClient client) {
		this.client = client;
		client.listen(this.events::add);
	}

	/** The client. */
	public WrappedClient client() {
		return this.client;
	}

	/** All events so far: a copy. */
	public List<ClientEvent> events() {
		return List.copyOf(this.events);
	}

	/** Those of one kind. */
	public List<ClientEvent> events(EventType type) {
		return this.events.stream().filter((event) -> event.type() == type).toList();
	}

	/** Its circuits. */
	List<CircuitSnapshot> circuits() {
		return this.client.circuitBreakers().stream().map(CircuitBreaker::snapshot).toList();
	}

	/** A line for each event and each circuit, times counted from the first event. */
	String history() {
		List<ClientEvent> events = events();
		if (events.isEmpty()) {
			return "  nothing: the client was not called";
		}
		long start = events.get(0).epochMillis();
		String lines = events.stream()
			.map((event) -> "  +%d ms  %s".formatted(event.epochMillis() - start, line(event)))
			.collect(Collectors.joining("\n"));
		String circuits = circuits().stream()
			.map((circuit) -> "\n  circuit %s is %s".formatted(circuit.name(), circuit.state()))
			.collect(Collectors.joining());
		return lines + circuits;
	}

	private static String line(ClientEvent event) {
		return switch (event.type()) {
			case ATTEMPT_COMPLETED -> "attempt %d: %s %s -> %s (%s) after %d ms".formatted(event.attempt(),
					event.method(), event.key(), outcome(event), event.verdict(), event.duration().toMillis());
			case ATTEMPT_REJECTED -> "attempt %d: not sent, %s".formatted(event.attempt(), event.reason());
			case ATTEMPT_WAITED ->
				"attempt %d: waited %d ms, %s".formatted(event.attempt(), event.duration().toMillis(), event.reason());
			case RETRY_SCHEDULED -> "retry in %d ms because of %s (%s)".formatted(event.duration().toMillis(),
					outcome(event), event.reason());
			case RETRY_STOPPED -> "no retry: %s".formatted(event.reason());
			case CALL_SUCCEEDED -> "call answered with %d after %d attempts".formatted(event.status(), event.attempt());
			case CALL_FAILED -> "call failed: %s".formatted(outcome(event));
			case CIRCUIT_CHANGED ->
				"circuit %s: %s -> %s, %s".formatted(event.key(), event.from(), event.to(), event.reason());
			case CACHE_ANSWERED -> "cache: %s".formatted(event.reason());
			case FALLBACK_ANSWERED -> "fallback: %d for %s".formatted(event.status(), event.reason());
			case CHAOS_INJECTED -> "chaos: %s".formatted(event.reason());
			default -> event.type() + (event.reason().isEmpty() ? "" : ": " + event.reason());
		};
	}

	private static String outcome(ClientEvent event) {
		return (event.error() != null) ? Objects.toString(event.error()) : "status " + event.status();
	}

	void reset() {
		this.client.circuitBreakers()
			.forEach((circuit) -> circuit.mode(this.client.settings().circuitBreaker().mode()));
		ResponseCache cache = this.client.cache();
		if (cache != null) {
			cache.purgeAll().toCompletableFuture().join();
		}
		this.events.clear();
	}

}
