package io.httpwrapper.autoconfigure.client;

import java.util.Arrays;
import java.util.stream.Collectors;

import io.httpwrapper.autoconfigure.binding.ConfigurationNames;

import org.springframework.util.StringUtils;

/**
 * How beans are named after clients.
 */
final class BeanNames {

	private BeanNames() {
	}

	/** The bean of a client: {@code myBillingWebClient} for {@code my-billing}. */
	static String webClient(String client) {
		return client.equals(ConfigurationNames.DEFAULT_CLIENT) ? "webClient" : of(client, "WebClient");
	}

	/** The blocking one: {@code myBillingRestClient}. */
	static String restClient(String client) {
		return client.equals(ConfigurationNames.DEFAULT_CLIENT) ? "restClient" : of(client, "RestClient");
	}

	/** What belongs to one client: {@code myBillingResponseClassifier}. */
	static String of(String client, String suffix) {
		String camel = Arrays.stream(client.split("-")).map(StringUtils::capitalize).collect(Collectors.joining());
		return StringUtils.uncapitalize(camel) + suffix;
	}

}
