package io.httpwrapper.recipes;

import io.httpwrapper.connector.RedirectingConnector;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.settings.ClientSettings;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

final class WithoutBoot {

	private WithoutBoot() {
	}

	static WebClient orders() {
		WrappedClient client = WrappedClient.named("orders", ClientSettings.DEFAULTS).build();
		return WebClient.builder()
			.baseUrl("https://orders.internal")
			.clientConnector(new RedirectingConnector(new ReactorClientHttpConnector()))
			.filter(client.pipeline())
			.build();
	}

}
