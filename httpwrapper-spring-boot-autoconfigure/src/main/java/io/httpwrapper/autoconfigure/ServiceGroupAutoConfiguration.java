package io.httpwrapper.autoconfigure;

import io.httpwrapper.autoconfigure.client.ServiceGroups;
import io.httpwrapper.autoconfigure.connector.Connectors;
import io.httpwrapper.client.ClientRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/**
 * Auto-configuration that makes each group of {@code @HttpExchange} interfaces, of {@code
 * WebClient} or {@code RestClient} type, use the client of the same name.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class)
@ConditionalOnBean(Connectors.class)
public final class ServiceGroupAutoConfiguration {

	@Bean
	ServiceGroups httpwrapperServiceGroups(ClientRegistry clients, Connectors connectors,
			ObjectProvider<HttpServiceClientProperties> properties, ObjectProvider<SslBundles> sslBundles) {
		return new ServiceGroups(clients, connectors, properties.getIfAvailable(), sslBundles.getIfAvailable());
	}

	@Bean
	WebClientHttpServiceGroupConfigurer httpwrapperWebClientGroupAddresses(ServiceGroups groups) {
		return groups.webClientAddresses();
	}

	@Bean
	WebClientHttpServiceGroupConfigurer httpwrapperWebClientGroupPipelines(ServiceGroups groups) {
		return groups.webClientPipelines();
	}

	@Bean
	RestClientHttpServiceGroupConfigurer httpwrapperRestClientGroupAddresses(ServiceGroups groups) {
		return groups.restClientAddresses();
	}

	@Bean
	RestClientHttpServiceGroupConfigurer httpwrapperRestClientGroupPipelines(ServiceGroups groups) {
		return groups.restClientPipelines();
	}

}
