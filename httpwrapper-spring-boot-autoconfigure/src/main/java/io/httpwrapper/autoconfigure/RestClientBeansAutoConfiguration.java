package io.httpwrapper.autoconfigure;

import io.httpwrapper.autoconfigure.binding.ConfigurationNames;
import io.httpwrapper.autoconfigure.client.ClientRequestFactories;
import io.httpwrapper.autoconfigure.client.RestClientRegistrar;
import io.httpwrapper.autoconfigure.client.RestClients;
import io.httpwrapper.client.ClientRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;

/**
 * Auto-configuration of the clients for blocking callers: {@code restClient}, and {@code
 * <name>RestClient} for each configured one. Needs Boot's module for {@code RestClient}.
 */
@AutoConfiguration(after = HttpWrapperAutoConfiguration.class, afterName = RestClientBeansAutoConfiguration.BOOTS_OWN)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(name = RestClientBeansAutoConfiguration.BOOTS_OWN)
@ConditionalOnBean(ClientRequestFactories.class)
@Import(RestClientRegistrar.class)
public final class RestClientBeansAutoConfiguration {

	static final String BOOTS_OWN = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration";

	@Bean
	RestClients httpwrapperRestClients(ClientRegistry clients, ObjectProvider<RestClient.Builder> builders,
			ClientRequestFactories factories) {
		return new RestClients(clients, builders, factories);
	}

	@Bean
	@ConditionalOnMissingBean
	RestClient restClient(RestClients clients) {
		return clients.create(ConfigurationNames.DEFAULT_CLIENT);
	}

}
