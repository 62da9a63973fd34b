package io.httpwrapper.pipeline.caching;

import io.httpwrapper.pipeline.call.Stage;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;

/**
 * Answers calls from the client's {@link ClientCache}. Requests that the cache cannot
 * answer go to the stages below; equal requests at the same time are sent only once
 * (single-flight).
 */
public final class CacheFilter implements Stage {

	private final ClientCache cache;

	private final Stage next;

	public CacheFilter(ClientCache cache, Stage next) {
		this.cache = cache;
		this.next = next;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		subscriber.onSubscribe(new CacheCall(this.cache, this.next, request, subscriber));
	}

}
