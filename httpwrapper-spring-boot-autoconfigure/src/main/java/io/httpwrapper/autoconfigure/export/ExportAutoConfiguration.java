package io.httpwrapper.autoconfigure.export;

import java.time.InstantSource;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.metrics.ClientMetricsExporter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Feeds the beans of type {@link ClientMetricsExporter}, if there are any.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class)
@ConditionalOnBean(ClientRegistry.class)
@EnableConfigurationProperties(ExportSettings.class)
public final class ExportAutoConfiguration {

	@Bean
	@ConditionalOnBooleanProperty("httpwrapper.export.log")
	LoggingExporter httpwrapperLoggingExporter() {
		return new LoggingExporter();
	}

	@Bean
	Exports httpwrapperExports(ClientRegistry clients, ObjectProvider<ClientMetricsExporter> exporters,
			ExportSettings settings) {
		return new Exports(clients, exporters.orderedStream().toList(), settings, InstantSource.system());
	}

}
