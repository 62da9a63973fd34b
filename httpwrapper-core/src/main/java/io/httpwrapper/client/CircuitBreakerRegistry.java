package io.httpwrapper.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitMode;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breakers of all clients: lists them, finds them and changes their modes.
 * The breaker of a host is created with the first attempt to that host. Thread-safe.
 */
public final class CircuitBreakerRegistry {

	private final ClientRegistry clients;

	/**
	 * Creates the registry of the breakers of {@code clients}.
	 */
	public CircuitBreakerRegistry(ClientRegistry clients) {
		this.clients = clients;
	}

	/**
	 * The breakers that exist now, by the name of their client. Every client has an
	 * entry.
	 */
	public Map<String, List<CircuitBreaker>> all() {
		Map<String, List<CircuitBreaker>> all = new LinkedHashMap<>();
		this.clients.all().forEach((client) -> all.put(client.name(), client.circuitBreakers()));
		return all;
	}

	/**
	 * The breakers of a client that exist now.
	 * @throws IllegalArgumentException if there is no client of that name
	 */
	public List<CircuitBreaker> of(String client) {
		return this.clients.get(client).circuitBreakers();
	}

	/**
	 * One breaker, if it exists already.
	 * @param client name of the client
	 * @param circuit name of the circuit: {@code host:port}, or the client's name if the
	 * client has one breaker for all hosts
	 * @throws IllegalArgumentException if there is no client of that name
	 */
	public Optional<CircuitBreaker> find(String client, String circuit) {
		return of(client).stream().filter((breaker) -> breaker.name().equals(circuit)).findFirst();
	}

	/**
	 * Changes the mode of all breakers of a client, or of one of them. A breaker that is
	 * created later starts in the mode of the settings.
	 * @param client name of the client
	 * @param circuit name of the circuit, or null for all that exist now
	 * @param mode the mode; {@link CircuitMode#NORMAL} closes and resets
	 * @return the breakers that were changed
	 * @throws IllegalArgumentException if there is no such client or circuit
	 */
	public List<CircuitBreaker> mode(String client, @Nullable String circuit, CircuitMode mode) {
		List<CircuitBreaker> chosen = (circuit != null) ? List.of(get(client, circuit)) : of(client);
		chosen.forEach((breaker) -> breaker.mode(mode));
		return chosen;
	}

	private CircuitBreaker get(String client, String circuit) {
		return find(client, circuit)
			.orElseThrow(() -> new IllegalArgumentException("Client '" + client + "' has no circuit '" + circuit
					+ "'. It has: " + of(client).stream().map(CircuitBreaker::name).toList() + "."));
	}

}
