package io.httpwrapper.autoconfigure.client;

import io.httpwrapper.autoconfigure.binding.ClientSettingsBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

/**
 * Registers a {@code RestClient} bean for each named client, as
 * {@link WebClientRegistrar} does for {@code WebClient}.
 */
public final class RestClientRegistrar implements BeanRegistrar {

	private static final Log logger = LogFactory.getLog(RestClientRegistrar.class);

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		for (String client : new ClientSettingsBinder(environment).clients()) {
			register(registry, client);
		}
	}

	private static void register(BeanRegistry registry, String client) {
		String name = BeanNames.restClient(client);
		try {
			registry.registerBean(name, RestClient.class,
					(spec) -> spec
						.description("The client '" + client + "' of httpwrapper.clients." + client + ", blocking")
						.supplier((context) -> context.bean(RestClients.class).create(client)));
		}
		catch (BeanDefinitionOverrideException ex) {
			logger.info("Client '" + client + "' has no bean: the application has a bean '" + name + "' of its own");
		}
	}

}
