package io.httpwrapper.autoconfigure.client;

import io.httpwrapper.autoconfigure.binding.ClientSettingsBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Registers a {@code WebClient} bean for each named client. If bean definitions were
 * generated ahead of time, it runs again at start, so that clients of the runtime
 * environment are registered too.
 */
public final class WebClientRegistrar implements BeanRegistrar {

	private static final Log logger = LogFactory.getLog(WebClientRegistrar.class);

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		for (String client : new ClientSettingsBinder(environment).clients()) {
			register(registry, client);
		}
	}

	private static void register(BeanRegistry registry, String client) {
		String name = BeanNames.webClient(client);
		try {
			registry.registerBean(name, WebClient.class,
					(spec) -> spec.description("The client '" + client + "' of httpwrapper.clients." + client)
						.supplier((context) -> context.bean(WebClients.class).create(client)));
		}
		catch (BeanDefinitionOverrideException ex) {
			logger.info("Client '" + client + "' has no bean: the application has a bean '" + name + "' of its own");
		}
	}

}
