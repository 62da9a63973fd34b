package io.httpwrapper.autoconfigure.oauth2;

import io.httpwrapper.autoconfigure.client.TokenBackend;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.ReactiveOAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of tokens from Spring Security's registrations. Nothing is looked up
 * until a client needs a token.
 */
@AutoConfiguration
@ConditionalOnClass(OAuth2ClientCredentialsGrantRequest.class)
public final class OAuth2AutoConfiguration {

	@Bean
	TokenBackend httpwrapperOAuth2Tokens(ObjectProvider<ReactiveClientRegistrationRepository> reactiveRegistrations,
			ObjectProvider<ClientRegistrationRepository> registrations,
			ObjectProvider<ReactiveOAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest>> reactiveClients,
			ObjectProvider<OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest>> clients,
			ObjectProvider<WebClient.Builder> builders) {
		return new RegisteredTokens(new Registrations(reactiveRegistrations, registrations),
				new TokenEndpoint(reactiveClients, clients, builders));
	}

}
