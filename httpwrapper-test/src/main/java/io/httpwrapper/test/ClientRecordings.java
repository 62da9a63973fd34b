package io.httpwrapper.test;

import java.util.LinkedHashMap;
import java.util.Map;

import io.httpwrapper.client.ClientRegistry;

/**
 * What all clients did since the test began.
 */
public final class ClientRecordings {

	private final ClientRegistry clients;

	private final Map<String, ClientRecording> byClient = new LinkedHashMap<>();

	ClientRecordings(ClientRegistry clients) {
		this.clients = clients;
		clients.all().forEach((client) -> this.byClient.put(client.name(), new ClientRecording(client)));
	}

	/**
	 * What one client did.
	 * @throws IllegalArgumentException if there is no client of that name
	 */
	public ClientRecording of(String client) {
		ClientRecording recording = this.byClient.get(this.clients.get(client).name());
		if (recording == null) {
			throw new IllegalStateException("Client '" + client + "' is not recorded");
		}
		return recording;
	}

	void reset() {
		this.byClient.values().forEach(ClientRecording::reset);
	}

}
