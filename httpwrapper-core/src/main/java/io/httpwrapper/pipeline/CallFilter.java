package io.httpwrapper.pipeline;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Opens the {@link Exchange} that all later stages read, and counts calls: what the
 * caller asked for and what the caller got.
 */
final class CallFilter {

	private final WrappedClient client;

	private final ExchangeFunction stages;

	CallFilter(WrappedClient client, ExchangeFunction stages) {
		this.client = client;
		this.stages = stages;
	}

	Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction wire) {
		return new CallMono(this, request, wire);
	}

	private static final class CallMono extends Mono<ClientResponse> {

		private final CallFilter filter;

		private final ClientRequest request;

		private final ExchangeFunction wire;

		CallMono(CallFilter filter, ClientRequest request, ExchangeFunction wire) {
			this.filter = filter;
			this.request = request;
			this.wire = wire;
		}

		@Override
		public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
			WrappedClient client = this.filter.client;
			Exchange exchange = new Exchange(client, this.request, this.wire, actual.currentContext());
			CallSubscriber subscriber = new CallSubscriber(actual, exchange);
			client.counters().started();
			actual.onSubscribe(subscriber);
			this.filter.stages.exchange(new CallRequest(this.request, exchange)).subscribe(subscriber);
		}

	}

	private static final class CallSubscriber extends StageSubscriber {

		private static final AtomicIntegerFieldUpdater<CallSubscriber> OVER = AtomicIntegerFieldUpdater
			.newUpdater(CallSubscriber.class, "over");

		private volatile int over;

		private @Nullable TrackedResponse response;

		CallSubscriber(CoreSubscriber<? super ClientResponse> downstream, Exchange exchange) {
			super(downstream, exchange);
		}

		@Override
		public void onNext(ClientResponse response) {
			if (!OVER.compareAndSet(this, 0, 1)) {
				ResponseBodies.drop(response);
				return;
			}
			TrackedResponse tracked = TrackedResponse.track(response, this);
			this.response = tracked;
			WrappedClient client = this.exchange.client;
			client.counters().succeeded();
			client.events().callSucceeded(this.exchange, response);
			this.downstream.onNext(tracked);
			this.downstream.onComplete();
		}

		@Override
		public void onError(Throwable error) {
			if (OVER.compareAndSet(this, 0, 1)) {
				this.exchange.client.counters().failed();
				this.exchange.client.counters().ended();
				this.exchange.client.events().callFailed(this.exchange, error);
				this.downstream.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (OVER.compareAndSet(this, 0, 1)) {
				this.exchange.client.counters().ended();
				this.downstream.onComplete();
			}
		}

		@Override
		public void cancel() {
			if (OVER.compareAndSet(this, 0, 1)) {
				this.exchange.client.counters().cancelled();
				this.exchange.client.counters().ended();
				this.exchange.client.events().callCancelled(this.exchange);
			}
			else if (this.response != null) {
				this.response.abandon();
			}
			cancelUpstream();
		}

		@Override
		void bodyEnded(@Nullable Throwable error) {
			this.exchange.client.counters().ended();
		}

		@Override
		void expired() {
			throw new IllegalStateException("a call has no deadline of its own here");
		}

	}

}
