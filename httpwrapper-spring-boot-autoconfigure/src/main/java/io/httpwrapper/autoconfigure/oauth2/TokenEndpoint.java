package io.httpwrapper.autoconfigure.oauth2;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.ReactiveOAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Requests a token from an authorization server: with the application's own token client,
 * which Spring Security looks up in the same way, or with one over a plain {@code
 * WebClient}. It is never one of our clients, so that a token request cannot wait for
 * itself.
 *
 * @param reactive goes before {@code blocking}
 * @param blocking called on a thread that may wait
 * @param builders Boot's builder, with what the application says of all its clients
 */
record TokenEndpoint(
		ObjectProvider<ReactiveOAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest>> reactive,
		ObjectProvider<OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest>> blocking,
		ObjectProvider<WebClient.Builder> builders) {

	/**
	 * A new token. The clients are looked up only now: the application may have made them
	 * from one of our own, which are made from this.
	 */
	Mono<OAuth2AccessToken> token(OAuth2ClientCredentialsGrantRequest request) {
		ReactiveOAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> reactive = this.reactive
			.getIfUnique();
		if (reactive != null) {
			return reactive.getTokenResponse(request).map((response) -> response.getAccessToken());
		}
		OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> blocking = this.blocking.getIfUnique();
		if (blocking != null) {
			return Mono.fromCallable(() -> blocking.getTokenResponse(request).getAccessToken())
				.subscribeOn(Schedulers.boundedElastic());
		}
		WebClientReactiveClientCredentialsTokenResponseClient ours = new WebClientReactiveClientCredentialsTokenResponseClient();
		ours.setWebClient(this.builders.getIfAvailable(WebClient::builder).build());
		return ours.getTokenResponse(request).map((response) -> response.getAccessToken());
	}

}
