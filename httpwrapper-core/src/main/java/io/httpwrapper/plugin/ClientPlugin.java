package io.httpwrapper.plugin;

import io.httpwrapper.call.Call;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * The user's part of the pipeline: interceptors, signing, fallbacks, fault injection.
 * Both hooks look like an {@code ExchangeFilterFunction}: hand the request on with
 * {@code next.exchange(request)}, changed or not, once, several times or not at all, and
 * pass on the response, another one, or an error. A response that is not passed on must
 * be released. A hook that throws is as good as one that returns an error. Thread-safe;
 * must not block. Plugins are applied in the order in which they are given, the first one
 * outermost.
 */
public interface ClientPlugin {

	/**
	 * Whether the plugin takes part in this client. Asked once.
	 * @param client name of the client
	 */
	default boolean appliesTo(String client) {
		return true;
	}

	/**
	 * Whether {@link #aroundAttempt} adds credentials that are not the same for all
	 * calls: those of the user on whose behalf a call is made, for example. The response
	 * cache stands above it and would not know one user's answer from another's; so it
	 * then stores only what its origin declares to be for everybody. Asked once.
	 */
	default boolean addsCredentialsOfCallers() {
		return false;
	}

	/**
	 * Around the whole call: sees the caller's request once and what the caller gets,
	 * whether it comes from the remote, a cache, or is our own error.
	 * @param request the caller's request
	 * @param next the rest of the call
	 */
	default Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request);
	}

	/**
	 * Around each attempt, next to the wire: what it changes is what is sent, and only
	 * that; what it returns is judged. {@link Call#of(ClientRequest)} tells the attempt's
	 * number.
	 * @param request the request about to be sent
	 * @param next sends it
	 */
	default Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request);
	}

}
