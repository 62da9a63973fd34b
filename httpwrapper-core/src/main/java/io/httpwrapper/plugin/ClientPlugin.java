package io.httpwrapper.plugin;

import io.httpwrapper.call.Call;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * Code of the application in the pipeline: interceptors, signing, fallbacks, fault
 * injection. Both hooks look like an {@code ExchangeFilterFunction}. They hand the
 * request on with {@code next.exchange(request)}: changed or unchanged, once, several
 * times or not at all. They return the response, another one, or an error. A response
 * that is not returned must be released. An exception that a hook throws has the same
 * effect as an error that it returns. Thread-safe; must not block. Plugins are applied in
 * the order in which they are given, the first one outermost.
 */
public interface ClientPlugin {

	/**
	 * Whether the plugin applies to this client. Called once.
	 * @param client name of the client
	 */
	default boolean appliesTo(String client) {
		return true;
	}

	/**
	 * Whether {@link #aroundAttempt} adds credentials that differ between calls, such as
	 * those of the user on whose behalf a call is made. The response cache is above that
	 * hook and cannot tell the answers of these users apart. So it then stores only
	 * responses that the origin declares to be for everybody. Called once.
	 */
	default boolean addsCredentialsOfCallers() {
		return false;
	}

	/**
	 * Runs around the whole call. It sees the caller's request once, and what the caller
	 * gets: from the remote, from a cache, or an error of this library.
	 * @param request the caller's request
	 * @param next the rest of the call
	 */
	default Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request);
	}

	/**
	 * Runs around each attempt, next to the wire. Its changes apply to the request that
	 * is sent, and to nothing else. The response or error that it returns is judged.
	 * {@link Call#of(ClientRequest)} gives the attempt's number.
	 * @param request the request about to be sent
	 * @param next sends it
	 */
	default Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request);
	}

}
