package io.httpwrapper.recipes;

import java.time.Instant;

import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Has what the recipes need of an application.
 */
@SpringBootApplication
class RecipesApplication {

	@Bean
	TokenService tokenService() {
		return () -> Mono.just(new IssuedToken("t0ken", Instant.MAX));
	}

	@Bean
	Reporting reporting() {
		return (client, failures) -> {
		};
	}

	interface TokenService {

		Mono<IssuedToken> issue();

	}

	interface Reporting {

		void send(String client, long failures);

	}

	record IssuedToken(String value, Instant expiresAt) {
	}

	record Order(String id) {
	}

}
