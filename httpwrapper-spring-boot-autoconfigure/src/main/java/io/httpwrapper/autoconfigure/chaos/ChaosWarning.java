package io.httpwrapper.autoconfigure.chaos;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.settings.ChaosSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns of failures that are made on purpose, at the start and whenever they change, and
 * of settings that make none although they look like it.
 */
final class ChaosWarning {

	private static final Log logger = LogFactory.getLog(ChaosWarning.class);

	private ChaosWarning() {
	}

	static void watch(ClientRegistry clients, boolean enabled) {
		if (enabled) {
			logger.warn("CHAOS is enabled: clients may fail on purpose (httpwrapper.chaos.enabled=true)");
			clients.all().forEach(ChaosWarning::watch);
		}
		else {
			clients.all()
				.stream()
				.filter((client) -> client.settings().chaos().isActive())
				.forEach((client) -> logger.warn("Client '" + client.name()
						+ "': its chaos settings have no effect, since httpwrapper.chaos.enabled is not true"));
		}
	}

	private static void watch(WrappedClient client) {
		ChaosSettings first = client.settings().chaos();
		if (first.isActive()) {
			warn(client, first);
		}
		ChaosSettings[] told = { first };
		client.watchSettings((settings) -> {
			if (!settings.chaos().equals(told[0])) {
				told[0] = settings.chaos();
				warn(client, settings.chaos());
			}
		});
	}

	private static void warn(WrappedClient client, ChaosSettings chaos) {
		logger.warn("CHAOS of client '" + client.name() + "': " + chaos);
	}

}
