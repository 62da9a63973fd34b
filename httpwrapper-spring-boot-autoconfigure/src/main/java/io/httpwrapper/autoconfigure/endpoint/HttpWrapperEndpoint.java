package io.httpwrapper.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.httpwrapper.autoconfigure.monitoring.ClientDescription;
import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.client.CircuitBreakerRegistry;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitMode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the clients. It also drives their circuits, changes their settings and empties
 * their caches, but only with {@code
 * management.endpoint.httpwrapper.access=unrestricted}.
 */
@Endpoint(id = HttpWrapperEndpoint.NAME, defaultAccess = Access.READ_ONLY)
final class HttpWrapperEndpoint {

	static final String NAME = "httpwrapper";

	static final EndpointId ID = EndpointId.of(NAME);

	private final ClientDescriptions descriptions;

	private final SettingsPart settings;

	private final ClientRegistry clients;

	private final CircuitBreakerRegistry circuits;

	private final CachePart cache;

	private final CallsPart calls;

	HttpWrapperEndpoint(ClientDescriptions descriptions, SettingsPart settings, ClientRegistry clients,
			CircuitBreakerRegistry circuits) {
		this.descriptions = descriptions;
		this.settings = settings;
		this.clients = clients;
		this.circuits = circuits;
		this.cache = new CachePart(clients);
		this.calls = new CallsPart(descriptions);
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
	@Nullable Map<String, Object> client(@Selector String client, SecurityContext security) {
		return this.descriptions.find(client)
			.map((description) -> described(client, description, security))
			.orElse(null);
	}

	private Map<String, Object> described(String client, ClientDescription description, SecurityContext security) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("client", client);
		described.put("circuits", description.circuits());
		described.put("counters", description.counters());
		described.put("rateLimit", description.rateLimit());
		described.put("quotas", description.quotas());
		described.put("bulkhead", description.bulkhead());
		described.put("cache", description.cache());
		described.put("retryBudget", description.retryBudget());
		described.put("settings", this.settings.of(client, security));
		described.put("events", description.recentEvents());
		return described;
	}

	/**
	 * A part of a client: what it has stored, how its last calls went, or its settings.
	 * @param client name of the client
	 * @param part {@code cache}, {@code calls} or {@code settings}
	 * @param limit of {@code cache}: how many URIs at most, or null for 100
	 */
	@ReadOperation
	@Nullable Mono<Map<String, Object>> part(@Selector String client, @Selector String part, @Nullable Integer limit,
			SecurityContext security) {
		return switch (part) {
			case "cache" -> this.cache.uris(client, limit);
			case "calls" -> Mono.justOrEmpty(this.calls.all(client));
			case "settings" ->
				this.descriptions.names().contains(client) ? Mono.just(this.settings.answer(client, security)) : null;
			default -> null;
		};
	}

	/**
	 * One thing of a part, or null if there is none such.
	 * @param client name of the client
	 * @param part {@code calls}; there is no other
	 * @param id number of the call
	 */
	@ReadOperation
	@Nullable Map<String, Object> one(@Selector String client, @Selector String part, @Selector String id) {
		return part.equals("calls") ? this.calls.one(client, id) : null;
	}

	/**
	 * Deletes what a client has stored (all, or what one of the last three names), takes
	 * back what was changed of its settings, or switches its chaos off.
	 * @param client name of the client
	 * @param part {@code cache}, {@code settings} or {@code chaos}
	 * @param uri an absolute URI, or null
	 * @param prefix what the URIs to delete start with, or null
	 * @param tag a tag of {@code CallOptions.cacheTags}, or null
	 */
	@DeleteOperation
	@Nullable Mono<Map<String, Object>> delete(@Selector String client, @Selector String part, @Nullable String uri,
			@Nullable String prefix, @Nullable String tag, SecurityContext security) {
		return switch (part) {
			case "cache" -> this.cache.purge(client, uri, prefix, tag);
			case "settings" -> Mono.just(known(() -> this.settings.reset(client, security)));
			case "chaos" -> Mono.just(known(() -> this.settings.endChaos(client, security)));
			default -> null;
		};
	}

	/**
	 * Changes settings of a client: all that are given, or none.
	 * @param client name of the client
	 * @param part {@code settings}; there is no other
	 * @param settings values by their names below the client; null takes a change back
	 * @return the settings then in force
	 */
	@WriteOperation
	@Nullable WebEndpointResponse<Map<String, Object>> change(@Selector String client, @Selector String part,
			Map<String, @Nullable String> settings, SecurityContext security) {
		return part.equals("settings") ? known(() -> this.settings.change(client, settings, security)) : null;
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
		return known(() -> {
			CircuitMode mode = action.mode(this.clients.get(client).settings().circuitBreaker().mode());
			List<String> driven = this.circuits.mode(client, circuit, mode).stream().map(CircuitBreaker::name).toList();
			Map<String, Object> changed = new LinkedHashMap<>(this.descriptions.get(client).circuits());
			changed.keySet().retainAll(driven);
			return Map.of("circuits", changed);
		});
	}

	/** A name that nobody knows is a bad request. */
	private static <T> T known(Supplier<T> operation) {
		try {
			return operation.get();
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
