package io.httpwrapper.client;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All clients of an application. Immutable.
 */
public final class ClientRegistry {

	private final Map<String, WrappedClient> clients;

	/**
	 * @param clients clients with different names; kept in this order
	 */
	public ClientRegistry(Collection<WrappedClient> clients) {
		Map<String, WrappedClient> byName = new LinkedHashMap<>();
		for (WrappedClient client : clients) {
			if (byName.putIfAbsent(client.name(), client) != null) {
				throw new IllegalArgumentException("There are two clients with the name '" + client.name() + "'.");
			}
		}
		this.clients = Collections.unmodifiableMap(byName);
	}

	/**
	 * All clients, the default one first.
	 */
	public List<WrappedClient> all() {
		return List.copyOf(this.clients.values());
	}

	/**
	 * The client of that name, if there is one.
	 */
	public Optional<WrappedClient> find(String name) {
		return Optional.ofNullable(this.clients.get(name));
	}

	/**
	 * The client of that name.
	 * @throws IllegalArgumentException if there is none; the message names the existing
	 * clients
	 */
	public WrappedClient get(String name) {
		return find(name).orElseThrow(() -> new IllegalArgumentException(
				"There is no client '" + name + "'. There are: " + this.clients.keySet() + "."));
	}

}
