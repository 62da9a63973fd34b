package io.httpwrapper.recipes;

import io.httpwrapper.error.CircuitOpenException;
import io.httpwrapper.plugin.ClientPlugin;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;

@Component
class StockFallback implements ClientPlugin {

	@Override
	public boolean appliesTo(String client) {
		return client.equals("inventory");
	}

	@Override
	public Mono<ClientResponse> aroundCall(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request)
			.onErrorResume(CircuitOpenException.class,
					(ex) -> Mono.just(ClientResponse.create(HttpStatus.OK).body("0").build()));
	}

}
