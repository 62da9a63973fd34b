package io.httpwrapper.pipeline;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Opens the {@link Exchange} that all later stages read, and counts calls: what the
 * caller asked for and what the caller got.
 */
final class CallFilter {

	private final WrappedClient client;

	private final Function<ClientPlan, Stage> next;

	/**
	 * @param next finds the stage below in the plan of a call
	 */
	CallFilter(WrappedClient client, Function<ClientPlan, Stage> next) {
		this.client = client;
		this.next = next;
	}

	/**
	 * A call of {@code request}, opened anew with each subscription.
	 * @param wire what the last stage hands the request to
	 */
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
			// read once: the call keeps to it, whatever the settings become
			ClientPlan plan = this.filter.client.plan();
			Exchange exchange = new Exchange(plan, this.request, this.wire, actual.currentContext());
			this.filter.client.counters().started();
			this.filter.next.apply(plan).send(exchange, new CallSubscriber(actual, exchange));
		}

	}

	private static final class CallSubscriber implements CoreSubscriber<ClientResponse>, Subscription, BodyListener {

		private static final AtomicIntegerFieldUpdater<CallSubscriber> STATE = AtomicIntegerFieldUpdater
			.newUpdater(CallSubscriber.class, "state");

		private static final int WAITING = 0;

		private static final int HEAD = 1;

		private static final int OVER = 2;

		private final CoreSubscriber<? super ClientResponse> downstream;

		private final Exchange exchange;

		private @Nullable Subscription upstream;

		private volatile int state;

		private volatile @Nullable TrackedResponse response;

		private @Nullable BodyListener nextListener;

		CallSubscriber(CoreSubscriber<? super ClientResponse> downstream, Exchange exchange) {
			this.downstream = downstream;
			this.exchange = exchange;
		}

		@Override
		public Context currentContext() {
			return this.downstream.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.downstream.onSubscribe(this);
		}

		@Override
		public void request(long n) {
			Objects.requireNonNull(this.upstream).request(n);
		}

		/**
		 * Listens before it hands on: from then on a cancel finds the response, and one
		 * that came before is found here.
		 */
		@Override
		public void onNext(ClientResponse response) {
			TrackedResponse tracked = TrackedResponse.track(response, this);
			this.response = tracked;
			if (!STATE.compareAndSet(this, WAITING, HEAD)) {
				tracked.abandon();
				return;
			}
			WrappedClient client = this.exchange.client;
			client.counters().succeeded();
			client.events().callSucceeded(this.exchange, response);
			Observed.response(this.downstream.currentContext(), response);
			this.downstream.onNext(tracked);
			this.downstream.onComplete();
		}

		@Override
		public void onError(Throwable error) {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				this.exchange.client.counters().failed();
				this.exchange.client.counters().ended();
				// a timer's thread, or that of the call that this one waited for
				ThreadLocals.of(currentContext(), () -> failed(error));
			}
		}

		private void failed(Throwable error) {
			this.exchange.client.events().callFailed(this.exchange, error);
			Observed.noResponse(currentContext());
			this.downstream.onError(error);
		}

		@Override
		public void onComplete() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				this.exchange.client.counters().ended();
				this.downstream.onComplete();
			}
		}

		@Override
		public void cancel() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				this.exchange.client.counters().cancelled();
				this.exchange.client.counters().ended();
				this.exchange.client.events().callCancelled(this.exchange);
			}
			TrackedResponse response = this.response;
			if (response != null) {
				response.abandon();
			}
			Objects.requireNonNull(this.upstream).cancel();
		}

		@Override
		public void bodyEnded(@Nullable Throwable error) {
			if (STATE.compareAndSet(this, HEAD, OVER)) {
				WrappedClient client = this.exchange.client;
				TrackedResponse response = this.response;
				long nanos = client.nanoTime() - this.exchange.startNanos;
				client.counters().bodyEnded(nanos, (response != null) ? response.bytes() : 0);
				client.counters().ended();
				client.events().bodyEnded(nanos);
			}
		}

		@Override
		public Exchange exchange() {
			return this.exchange;
		}

		@Override
		public @Nullable BodyListener nextListener() {
			return this.nextListener;
		}

		@Override
		public void nextListener(@Nullable BodyListener next) {
			this.nextListener = next;
		}

	}

}
