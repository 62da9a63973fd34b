package io.httpwrapper.autoconfigure.endpoint;

import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.autoconfigure.runtime.SettingsInForce;
import io.httpwrapper.client.CircuitBreakerRegistry;
import io.httpwrapper.client.ClientRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Adds the actuator endpoint {@code httpwrapper}, where it is exposed.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(ClientDescriptions.class)
@ConditionalOnAvailableEndpoint(HttpWrapperEndpoint.class)
@EnableConfigurationProperties(SettingsDisplay.class)
public final class EndpointAutoConfiguration {

	@Bean
	HttpWrapperEndpoint httpWrapperEndpoint(ClientDescriptions descriptions, SettingsInForce settings,
			RuntimeSettings runtime, SettingsDisplay display, ObjectProvider<SanitizingFunction> sanitizing,
			ClientRegistry clients, CircuitBreakerRegistry circuits) {
		Sanitizer sanitizer = new Sanitizer(sanitizing.orderedStream().toList());
		return new HttpWrapperEndpoint(descriptions, new SettingsPart(settings, runtime, display, sanitizer), clients,
				circuits);
	}

	@Bean
	SettingsBody httpwrapperSettingsBody() {
		return new SettingsBody();
	}

}
