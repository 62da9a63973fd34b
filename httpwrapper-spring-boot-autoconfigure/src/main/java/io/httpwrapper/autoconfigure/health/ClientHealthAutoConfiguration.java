package io.httpwrapper.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;

import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Adds the health component {@code httpwrapper}, with a part for each client.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class)
@ConditionalOnClass({ ReactiveHealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(ClientDescriptions.class)
@ConditionalOnEnabledHealthIndicator("httpwrapper")
@EnableConfigurationProperties(ClientHealthSettings.class)
public final class ClientHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "httpwrapperHealthContributor")
	CompositeReactiveHealthContributor httpwrapperHealthContributor(ClientDescriptions clients,
			ClientHealthSettings settings) {
		settings.check(clients.names());
		Map<String, ReactiveHealthIndicator> parts = new LinkedHashMap<>();
		clients.names()
			.forEach((name) -> parts.put(name,
					new ClientHealthIndicator(() -> clients.get(name), settings.openCircuit(name))));
		return CompositeReactiveHealthContributor.fromMap(parts);
	}

}
