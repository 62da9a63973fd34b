package io.httpwrapper.autoconfigure.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.plugin.RenewedTokens;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.settings.AuthSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Finds the token source of a client: a file, an authorization server, or the
 * application's own {@link TokenSource}. That bean must be named after the client, so
 * that no credentials are sent to a remote by accident.
 *
 * @param beans the application's beans
 * @param backends those for authorization servers: at most one
 * @param time the time of the clients
 */
record Tokens(ApplicationBeans beans, ObjectProvider<TokenBackend> backends, TimeAndChance time) {

	/** How long a token that was read from a file is used. */
	private static final Duration FRESH = Duration.ofSeconds(1);

	/**
	 * Finds the token source of a client.
	 * @return null if it has none
	 * @throws InvalidClientConfigurationException if there are two, or not the one that
	 * settings name
	 */
	@Nullable TokenSource source(String client, AuthSettings auth) {
		TokenSource own = this.beans.own(TokenSource.class, client);
		if (own != null && !auth.equals(AuthSettings.DEFAULTS)) {
			throw new InvalidClientConfigurationException(
					"Client '%s' has credentials under auth.* and a bean '%s' as well.".formatted(client,
							BeanNames.of(client, TokenSource.class.getSimpleName())),
					"Remove one of them: which tokens are sent must not be a matter of chance.", null);
		}
		String registration = auth.oauth2().registration();
		if (registration != null) {
			return registered(client, registration);
		}
		String file = auth.bearer().tokenFile();
		return (file != null) ? new RenewedTokens(() -> read(client, file), this.time) : own;
	}

	private TokenSource registered(String client, String registration) {
		TokenBackend backend = this.backends.getIfAvailable();
		if (backend == null) {
			throw new InvalidClientConfigurationException(
					"Client '%s' has auth.oauth2.registration = %s, but Spring Security's OAuth2 client is not on the class path."
						.formatted(client, registration),
					"Add org.springframework.boot:spring-boot-security-oauth2-client to the class path, or a bean '%s' instead of the property."
						.formatted(BeanNames.of(client, TokenSource.class.getSimpleName())),
					null);
		}
		return backend.tokens(client, registration, this.time);
	}

	private Mono<RenewedTokens.Token> read(String client, String file) {
		return Mono.fromCallable(() -> {
			String token = Files.readString(Path.of(file)).trim();
			if (token.isEmpty()) {
				throw new IllegalStateException(
						"Client '%s' has no token: the file %s is empty (auth.bearer.token-file).".formatted(client,
								file));
			}
			return new RenewedTokens.Token(token, this.time.clock().instant().plus(FRESH));
		}).subscribeOn(Schedulers.boundedElastic());
	}

}
