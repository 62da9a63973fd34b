package io.httpwrapper.sample.plugin;

import java.util.function.Supplier;

import io.httpwrapper.plugin.ClientPlugin;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * Gives each call an id by which the logs of both sides can be brought together: all
 * attempts of a call have the same. One that the request has already is kept.
 */
public final class CorrelationIdPlugin implements ClientPlugin {

	private final String header;

	private final Supplier<String> ids;

	/**
	 * @param header name of the header
	 * @param ids makes ids; thread-safe, and does not block
	 */
	public CorrelationIdPlugin(String header, Supplier<String> ids) {
		this.header = header;
		this.ids = ids;
	}

	@Override
	public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
		if (request.headers().containsHeader(this.header)) {
			return next.exchange(request);
		}
		return next.exchange(ClientRequest.from(request).header(this.header, this.ids.get()).build());
	}

}
