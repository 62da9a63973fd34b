package io.httpwrapper.recipes;

import io.httpwrapper.plugin.TokenSource;

import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.client.AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryReactiveOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;

/**
 * Tokens of a manager of one's own. Not a configuration that is scanned: most
 * applications have no registrations.
 */
class OAuth2Tokens {

	@Bean
	TokenSource billingTokenSource(ReactiveClientRegistrationRepository registrations) {
		ReactiveOAuth2AuthorizedClientManager manager = new AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager(
				registrations, new InMemoryReactiveOAuth2AuthorizedClientService(registrations));
		OAuth2AuthorizeRequest request = OAuth2AuthorizeRequest.withClientRegistrationId("billing")
			.principal("shop")
			.build();
		return (refused) -> manager.authorize(request).map((client) -> client.getAccessToken().getTokenValue());
	}

}
