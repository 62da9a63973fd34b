package io.httpwrapper.autoconfigure.metrics;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.metrics.ClientMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Counts and times calls and attempts, and watches circuits.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, ClientRegistry.class })
public final class ClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClientMetrics clientMetrics(MeterRegistry registry) {
		return new ClientMetrics(registry);
	}

	@Bean
	SmartInitializingSingleton httpwrapperGauges(ClientMetrics metrics, ClientRegistry clients) {
		return () -> clients.all().forEach(metrics::bind);
	}

}
