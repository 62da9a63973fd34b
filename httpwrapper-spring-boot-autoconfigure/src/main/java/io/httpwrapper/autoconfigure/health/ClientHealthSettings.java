package io.httpwrapper.autoconfigure.health;

import java.util.Locale;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an open circuit means for the application's health.
 *
 * @param openCircuitStatus status of a client with an open circuit: UP, DOWN,
 * OUT_OF_SERVICE, UNKNOWN, or one of your own, which must also be listed in
 * management.endpoint.health.status.order
 */
@ConfigurationProperties(prefix = "httpwrapper.health", ignoreUnknownFields = false)
record ClientHealthSettings(@DefaultValue("UP") String openCircuitStatus) {

	ClientHealthSettings {
		openCircuitStatus = openCircuitStatus.toUpperCase(Locale.ROOT).replace('-', '_');
	}

}
