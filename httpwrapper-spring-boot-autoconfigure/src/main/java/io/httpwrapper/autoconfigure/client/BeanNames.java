package io.httpwrapper.autoconfigure.client;

import java.util.Arrays;
import java.util.stream.Collectors;

import io.httpwrapper.autoconfigure.binding.ConfigurationNames;

import org.springframework.util.StringUtils;

/** Derives the names of beans from the names of clients. */
final class BeanNames {

	private BeanNames() {
	}

	/**
	 * The {@code WebClient} of a client: {@code myBillingWebClient} for
	 * {@code my-billing}.
	 */
	static String webClient(String client) {
		return client.equals(ConfigurationNames.DEFAULT_CLIENT) ? "webClient" : of(client, "WebClient");
	}

	/** The {@code RestClient} of a client: {@code myBillingRestClient}. */
	static String restClient(String client) {
		return client.equals(ConfigurationNames.DEFAULT_CLIENT) ? "restClient" : of(client, "RestClient");
	}

	/** A bean that applies to one client: {@code myBillingResponseClassifier}. */
	static String of(String client, String suffix) {
		String camel = Arrays.stream(client.split("-")).map(StringUtils::capitalize).collect(Collectors.joining());
		return StringUtils.uncapitalize(camel) + suffix;
	}

}
