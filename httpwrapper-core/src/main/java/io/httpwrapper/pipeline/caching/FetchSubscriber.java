package io.httpwrapper.pipeline.caching;

import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Receives the outcome of one request. A second request of the same fetch has its own
 * subscriber, so that a late signal of the first is not taken for one of the second.
 */
final class FetchSubscriber implements CoreSubscriber<ClientResponse> {

	private final Fetch fetch;

	private boolean answered;

	FetchSubscriber(Fetch fetch) {
		this.fetch = fetch;
	}

	@Override
	public Context currentContext() {
		return this.fetch.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.fetch.sent(subscription);
	}

	@Override
	public void onNext(ClientResponse response) {
		this.answered = true;
		this.fetch.responded(response);
	}

	@Override
	public void onError(Throwable error) {
		if (this.answered) {
			Operators.onErrorDropped(error, currentContext());
			return;
		}
		this.answered = true;
		this.fetch.failed(error);
	}

	@Override
	public void onComplete() {
		if (!this.answered) {
			this.answered = true;
			this.fetch.completed();
		}
	}

}
