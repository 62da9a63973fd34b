package io.httpwrapper.autoconfigure.health;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.health.contributor.Status;

/**
 * Settings for the effect of an open circuit on the application's health.
 *
 * @param openCircuitStatus status of a client with an open circuit: UP, DOWN,
 * OUT_OF_SERVICE, UNKNOWN, or one of your own, which must also be listed in
 * management.endpoint.health.status.order
 * @param critical names of the clients without which the application is of no use
 * @param criticalStatus status of one of these with an open circuit, as above
 */
@ConfigurationProperties(prefix = "httpwrapper.health", ignoreUnknownFields = false)
record ClientHealthSettings(@DefaultValue("UP") String openCircuitStatus, @Nullable Set<String> critical,
		@DefaultValue("DOWN") String criticalStatus) {

	ClientHealthSettings {
		openCircuitStatus = status(openCircuitStatus);
		critical = (critical != null) ? Set.copyOf(critical) : Set.of();
		criticalStatus = status(criticalStatus);
	}

	private static String status(String code) {
		return code.toUpperCase(Locale.ROOT).replace('-', '_');
	}

	/**
	 * The status of a client with an open circuit.
	 */
	Status openCircuit(String client) {
		return new Status(isCritical(client) ? this.criticalStatus : this.openCircuitStatus);
	}

	private boolean isCritical(String client) {
		return this.critical != null && this.critical.contains(client);
	}

	/**
	 * Fails if a client does not exist: a typo would go unnoticed until it matters.
	 */
	void check(List<String> clients) {
		for (String client : Objects.requireNonNull(this.critical)) {
			if (!clients.contains(client)) {
				throw new InvalidClientConfigurationException(
						"httpwrapper.health.critical names '" + client + "', but there is no such client.",
						"Use one of " + clients + ".", null);
			}
		}
	}

}
