package io.httpwrapper.recipes;

import java.time.Duration;

import io.httpwrapper.call.CallOptions;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What one call does differently.
 */
final class OneCall {

	private OneCall() {
	}

	static RequestHeadersSpec<?> deadline(WebClient client) {
		return client.get().uri("/orders/1").attributes(CallOptions.none().deadline(Duration.ofMillis(300)));
	}

	static RequestHeadersSpec<?> cache(WebClient client) {
		return client.get()
			.uri("/items/1")
			.attributes(CallOptions.none().onlyIfCached().maxStale(Duration.ofMinutes(1)));
	}

}
