package io.httpwrapper.plugin;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;

/**
 * Answers the requests of clients instead of the network, for tests. Everything above it
 * works as in production, including plugins. Thread-safe; must not block.
 */
@FunctionalInterface
public interface ClientWire {

	/**
	 * Answers one attempt.
	 * @param client name of the client
	 * @param request the request as it would be sent
	 */
	Mono<ClientResponse> send(String client, ClientRequest request);

}
