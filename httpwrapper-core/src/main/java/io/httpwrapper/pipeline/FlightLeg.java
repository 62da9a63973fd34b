package io.httpwrapper.pipeline;

import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Hears one request. An object for each, as a late signal of the first must not be taken
 * for one of the second.
 */
final class FlightLeg implements CoreSubscriber<ClientResponse> {

	private final Flight flight;

	private boolean answered;

	FlightLeg(Flight flight) {
		this.flight = flight;
	}

	@Override
	public Context currentContext() {
		return this.flight.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.flight.sent(subscription);
	}

	@Override
	public void onNext(ClientResponse response) {
		this.answered = true;
		this.flight.responded(response);
	}

	@Override
	public void onError(Throwable error) {
		if (this.answered) {
			Operators.onErrorDropped(error, currentContext());
			return;
		}
		this.answered = true;
		this.flight.failed(error);
	}

	@Override
	public void onComplete() {
		if (!this.answered) {
			this.answered = true;
			this.flight.completed();
		}
	}

}
