package io.httpwrapper.autoconfigure.oauth2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/**
 * Spring Security's registrations. Spring Boot has a reactive repository in a reactive
 * application, the other one in a servlet application, and both in one that is neither.
 *
 * @param reactive asked first
 * @param blocking asked on a thread that may wait
 */
record Registrations(ObjectProvider<ReactiveClientRegistrationRepository> reactive,
		ObjectProvider<ClientRegistrationRepository> blocking) {

	private static final String PROPERTIES = "spring.security.oauth2.client.registration.%s.*";

	/**
	 * Fails if it is known already that a registration brings no tokens. A repository
	 * that takes its time is not waited for: then the first token fails.
	 * @throws InvalidClientConfigurationException which names what there is
	 */
	void check(String client, String id) {
		CompletableFuture<@Nullable ClientRegistration> known = lookUp(client, id).toFuture();
		if (!known.isDone()) {
			return;
		}
		ClientRegistration registration = known.join();
		if (registration == null) {
			throw new InvalidClientConfigurationException(
					"Client '%s' has auth.oauth2.registration = %s, but there is no such registration. There are: %s."
						.formatted(client, id, ids()),
					"Set " + PROPERTIES.formatted(id) + ", or name one that there is.", null);
		}
		AuthorizationGrantType grant = registration.getAuthorizationGrantType();
		if (!AuthorizationGrantType.CLIENT_CREDENTIALS.equals(grant)) {
			throw new InvalidClientConfigurationException(
					"Client '%s' has auth.oauth2.registration = %s, but that registration is for %s.".formatted(client,
							id, grant.getValue()),
					"Set spring.security.oauth2.client.registration.%s.authorization-grant-type to client_credentials, or name a registration that has it: the others need a user."
						.formatted(id),
					null);
		}
	}

	/** The registration as it is now, empty for none. */
	Mono<ClientRegistration> find(String id) {
		ReactiveClientRegistrationRepository reactive = this.reactive.getIfAvailable();
		if (reactive != null) {
			return reactive.findByRegistrationId(id);
		}
		ClientRegistrationRepository blocking = this.blocking.getObject();
		return Mono.fromCallable(() -> blocking.findByRegistrationId(id)).subscribeOn(Schedulers.boundedElastic());
	}

	/** Here and now: the application starts on a thread that may wait. */
	private Mono<ClientRegistration> lookUp(String client, String id) {
		ReactiveClientRegistrationRepository reactive = this.reactive.getIfAvailable();
		if (reactive != null) {
			return reactive.findByRegistrationId(id);
		}
		ClientRegistrationRepository blocking = this.blocking.getIfAvailable();
		if (blocking == null) {
			throw new InvalidClientConfigurationException(
					"Client '%s' has auth.oauth2.registration = %s, but there are no registrations.".formatted(client,
							id),
					"Set " + PROPERTIES.formatted(id)
							+ " and have org.springframework.boot:spring-boot-security-oauth2-client on the class path, or add a bean of type ReactiveClientRegistrationRepository or ClientRegistrationRepository.",
					null);
		}
		return Mono.justOrEmpty(blocking.findByRegistrationId(id));
	}

	private String ids() {
		Object repository = this.reactive.getIfAvailable();
		repository = (repository != null) ? repository : this.blocking.getIfAvailable();
		if (!(repository instanceof Iterable<?> all)) {
			return "others";
		}
		List<String> ids = new ArrayList<>();
		all.forEach((it) -> ids.add((it instanceof ClientRegistration one) ? one.getRegistrationId() : "others"));
		return ids.toString();
	}

}
