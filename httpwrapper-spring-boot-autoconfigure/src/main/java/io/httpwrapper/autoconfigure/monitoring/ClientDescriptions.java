package io.httpwrapper.autoconfigure.monitoring;

import java.util.List;
import java.util.Optional;

import io.httpwrapper.call.RecentCalls;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;

/**
 * Describes the clients as they are now. Thread-safe.
 */
public final class ClientDescriptions {

	private final ClientRegistry clients;

	private final ClientHistory history;

	public ClientDescriptions(ClientRegistry clients, ClientHistory history) {
		this.clients = clients;
		this.history = history;
	}

	/** The names of all clients, the default one first. */
	public List<String> names() {
		return this.clients.all().stream().map(WrappedClient::name).toList();
	}

	/** The client of that name, if there is one. */
	public Optional<ClientDescription> find(String name) {
		return this.clients.find(name)
			.map((client) -> new ClientDescription(client.snapshot(), this.history.eventsOf(name)));
	}

	/** The last calls of the client of that name, if there is one. */
	public Optional<RecentCalls> calls(String name) {
		return this.clients.find(name).map((client) -> this.history.callsOf(name));
	}

	/**
	 * The client of that name.
	 * @throws java.util.NoSuchElementException if there is none
	 */
	public ClientDescription get(String name) {
		return find(name).orElseThrow();
	}

}
