package io.httpwrapper.autoconfigure.oauth2;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.httpwrapper.autoconfigure.client.TokenBackend;
import io.httpwrapper.plugin.RenewedTokens;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;

/**
 * Keeps the tokens of registrations, and renews them before they expire. All clients of a
 * registration share its token. Thread-safe.
 */
final class RegisteredTokens implements TokenBackend {

	/** As much earlier than it expires, at most, as Spring Security renews a token. */
	private static final Duration EARLY = Duration.ofSeconds(60);

	/** Of a token's time; what is left of a short one must be worth asking for it. */
	private static final int EARLY_SHARE = 5;

	private final Registrations registrations;

	private final TokenEndpoint endpoint;

	private final Map<String, TokenSource> sources = new ConcurrentHashMap<>();

	RegisteredTokens(Registrations registrations, TokenEndpoint endpoint) {
		this.registrations = registrations;
		this.endpoint = endpoint;
	}

	@Override
	public TokenSource tokens(String client, String registration, TimeAndChance time) {
		this.registrations.check(client, registration);
		return this.sources.computeIfAbsent(registration, (id) -> new RenewedTokens(() -> issue(id, time), time));
	}

	private Mono<RenewedTokens.Token> issue(String id, TimeAndChance time) {
		return this.registrations.find(id)
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("There is no OAuth2 registration '" + id + "'.")))
			.map(OAuth2ClientCredentialsGrantRequest::new)
			.flatMap(this.endpoint::token)
			.onErrorMap(OAuth2AuthorizationException.class,
					(ex) -> new IllegalStateException(
							"The OAuth2 registration '" + id + "' brought no token: " + ex.getMessage(), ex))
			.map((token) -> new RenewedTokens.Token(token.getTokenValue(), due(token, time.clock().instant())));
	}

	/**
	 * From its time to live, so that our clock needs not be the server's, nor Spring's.
	 */
	private static @Nullable Instant due(OAuth2AccessToken token, Instant now) {
		Instant issued = token.getIssuedAt();
		Instant expires = token.getExpiresAt();
		if (issued == null || expires == null) {
			return null;
		}
		Duration lifetime = Duration.between(issued, expires);
		Duration share = lifetime.dividedBy(EARLY_SHARE);
		return now.plus(lifetime).minus((share.compareTo(EARLY) < 0) ? share : EARLY);
	}

}
