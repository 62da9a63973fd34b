package io.httpwrapper.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.ClientDescription;
import io.httpwrapper.autoconfigure.ClientDescriptions;
import io.httpwrapper.autoconfigure.SettingsInForce;
import io.httpwrapper.pipeline.CircuitBreakerRegistry;
import io.httpwrapper.pipeline.ClientRegistry;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitMode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the clients, drives their circuits and empties their caches where access allows
 * it: read-only unless {@code management.endpoint.httpwrapper.access=unrestricted}.
 */
@Endpoint(id = "httpwrapper", defaultAccess = Access.READ_ONLY)
final class HttpWrapperEndpoint {

	private final ClientDescriptions descriptions;

	private final SettingsInForce settings;

	private final ClientRegistry clients;

	private final CircuitBreakerRegistry circuits;

	private final CachePart cache;

	HttpWrapperEndpoint(ClientDescriptions descriptions, SettingsInForce settings, ClientRegistry clients,
			CircuitBreakerRegistry circuits) {
		this.descriptions = descriptions;
		this.settings = settings;
		this.clients = clients;
		this.circuits = circuits;
		this.cache = new CachePart(clients);
	}

	/** All clients: their circuits and sums. */
	@ReadOperation
	Map<String, Object> clients() {
		Map<String, Object> all = new LinkedHashMap<>();
		for (String name : this.descriptions.names()) {
			ClientDescription client = this.descriptions.get(name);
			Map<String, Object> described = new LinkedHashMap<>();
			described.put("circuits", client.circuits());
			described.put("counters", client.counters());
			all.put(name, described);
		}
		return Map.of("clients", all);
	}

	/** All about one client, or null if there is none of that name. */
	@ReadOperation
	@Nullable Map<String, Object> client(@Selector String client) {
		return this.descriptions.find(client).map((description) -> described(client, description)).orElse(null);
	}

	private Map<String, Object> described(String client, ClientDescription description) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("client", client);
		described.put("circuits", description.circuits());
		described.put("counters", description.counters());
		described.put("rateLimit", description.rateLimit());
		described.put("bulkhead", description.bulkhead());
		described.put("cache", description.cache());
		described.put("retryBudget", description.retryBudget());
		described.put("settings", this.settings.of(client));
		described.put("events", description.recentEvents());
		return described;
	}

	/**
	 * What a client has stored.
	 * @param client name of the client
	 * @param part {@code cache}; there is no other
	 * @param limit how many URIs at most, or null for 100
	 */
	@ReadOperation
	@Nullable Mono<Map<String, Object>> part(@Selector String client, @Selector String part, @Nullable Integer limit) {
		return part.equals("cache") ? this.cache.uris(client, limit) : null;
	}

	/**
	 * Deletes what a client has stored: all, or what one of the last three names.
	 * @param client name of the client
	 * @param part {@code cache}; there is no other
	 * @param uri an absolute URI, or null
	 * @param prefix what the URIs to delete start with, or null
	 * @param tag a tag of {@code CallOptions.cacheTags}, or null
	 */
	@DeleteOperation
	@Nullable Mono<Map<String, Object>> purge(@Selector String client, @Selector String part, @Nullable String uri,
			@Nullable String prefix, @Nullable String tag) {
		return part.equals("cache") ? this.cache.purge(client, uri, prefix, tag) : null;
	}

	/**
	 * Drives the circuits of a client.
	 * @param client name of the client
	 * @param action what to do
	 * @param circuit name of the one circuit to do it to, or null for all
	 * @return the circuits it was done to, as they are now
	 */
	@WriteOperation
	Map<String, Object> drive(@Selector String client, Action action, @Nullable String circuit) {
		try {
			CircuitMode mode = action.mode(this.clients.get(client).settings().circuitBreaker().mode());
			List<String> driven = this.circuits.mode(client, circuit, mode).stream().map(CircuitBreaker::name).toList();
			Map<String, Object> changed = new LinkedHashMap<>(this.descriptions.get(client).circuits());
			changed.keySet().retainAll(driven);
			return Map.of("circuits", changed);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException(String.valueOf(ex.getMessage()), String.valueOf(ex.getMessage()),
					ex);
		}
	}

	/**
	 * What can be done to a circuit.
	 */
	enum Action {

		/** Refuses everything until told otherwise. */
		FORCE_OPEN(CircuitMode.FORCED_OPEN),

		/** Closes with an empty window and goes on by itself. */
		CLOSE(CircuitMode.NORMAL),

		/** Lets everything through and measures nothing. */
		DISABLE(CircuitMode.DISABLED),

		/** Lets everything through, but measures. */
		METRICS_ONLY(CircuitMode.METRICS_ONLY),

		/** Starts anew, in the mode of the settings. */
		RESET(null);

		private final @Nullable CircuitMode mode;

		Action(@Nullable CircuitMode mode) {
			this.mode = mode;
		}

		private CircuitMode mode(CircuitMode configured) {
			return (this.mode != null) ? this.mode : configured;
		}

	}

}
