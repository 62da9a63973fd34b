package io.httpwrapper.autoconfigure.health;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.httpwrapper.autoconfigure.monitoring.ClientDescription;
import io.httpwrapper.policy.CircuitSnapshot;
import io.httpwrapper.policy.CircuitState;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of one client: up, unless settings say otherwise for an open circuit. Sends
 * no request.
 *
 * @param description describes the client
 * @param openCircuit the status if a circuit is open
 */
record ClientHealthIndicator(Supplier<ClientDescription> description,
		Status openCircuit) implements ReactiveHealthIndicator {

	@Override
	public Mono<Health> health() {
		return Mono.fromSupplier(() -> health(this.description.get()));
	}

	private Health health(ClientDescription client) {
		List<String> open = client.snapshot()
			.circuits()
			.stream()
			.filter((circuit) -> circuit.state() == CircuitState.OPEN || circuit.state() == CircuitState.FORCED_OPEN)
			.map(CircuitSnapshot::name)
			.toList();
		Health.Builder health = open.isEmpty() ? Health.up() : Health.status(this.openCircuit);
		Map<String, Object> circuits = client.circuits();
		if (!open.isEmpty()) {
			health.withDetail("open", open.stream().sorted().collect(Collectors.joining(", ")));
		}
		health.withDetail("circuits", circuits).withDetail("callsInFlight", client.snapshot().counters().inFlight());
		Map<String, Object> lastFailure = client.lastFailure();
		return (lastFailure.isEmpty() ? health : health.withDetail("lastFailure", lastFailure)).build();
	}

}
