package io.httpwrapper.client;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import java.util.function.Supplier;

import io.httpwrapper.pipeline.body.StageSubscriber;
import io.httpwrapper.pipeline.body.TrackedResponse;
import io.httpwrapper.pipeline.call.CallCounters;
import io.httpwrapper.pipeline.call.CallObservation;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.pipeline.call.ThreadLocals;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The first stage of a call. It makes the {@link CallRequest} that all other stages see,
 * and hands it to the first stage of the current plan. It counts calls and their
 * outcomes.
 */
final class CallFilter implements ExchangeFilterFunction {

	private final ClientCore core;

	private final Supplier<ClientPlan> plan;

	private final Function<ClientPlan, Stage> first;

	/**
	 * @param plan gives the current plan
	 * @param first gives the stage of a plan that its calls start with
	 */
	CallFilter(ClientCore core, Supplier<ClientPlan> plan, Function<ClientPlan, Stage> first) {
		this.core = core;
		this.plan = plan;
		this.first = first;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return new CallMono(this, request, next);
	}

	/** Makes a new call at each subscription. */
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
			// read once: the call keeps this plan, even if the settings change
			ClientPlan plan = this.filter.plan.get();
			ClientCore core = this.filter.core;
			CallRequest call = new CallRequest(core, plan.deadlines(), this.request, this.wire,
					actual.currentContext());
			core.counters().started();
			CallSubscriber subscriber = new CallSubscriber(actual, call);
			actual.onSubscribe(subscriber);
			this.filter.first.apply(plan).send(call, subscriber);
		}

	}

	private static final class CallSubscriber extends StageSubscriber {

		private static final AtomicIntegerFieldUpdater<CallSubscriber> STATE = AtomicIntegerFieldUpdater
			.newUpdater(CallSubscriber.class, "state");

		private static final int WAITING = 0;

		private static final int RESPONDED = 1;

		private static final int OVER = 2;

		private final CallRequest call;

		private volatile int state;

		private volatile @Nullable TrackedResponse response;

		CallSubscriber(CoreSubscriber<? super ClientResponse> downstream, CallRequest call) {
			super(downstream);
			this.call = call;
		}

		private CallCounters counters() {
			return this.call.core().counters();
		}

		@Override
		public Scheduler scheduler() {
			return this.call.core().time().scheduler();
		}

		/**
		 * Starts to track the response before it hands it on. A later cancel then finds
		 * the response. An earlier cancel is noticed here.
		 */
		@Override
		public void onNext(ClientResponse response) {
			TrackedResponse tracked = TrackedResponse.track(response, this);
			this.response = tracked;
			if (!STATE.compareAndSet(this, WAITING, RESPONDED)) {
				tracked.abandon();
				return;
			}
			counters().succeeded();
			this.call.core().events().callSucceeded(this.call, response);
			CallObservation.response(this.downstream.currentContext(), response);
			this.downstream.onNext(tracked);
			this.downstream.onComplete();
		}

		@Override
		public void onError(Throwable error) {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				counters().failed();
				counters().ended();
				// this is a timer's thread, or the thread of the call that this one
				// waited for
				ThreadLocals.of(currentContext(), () -> failed(error));
			}
		}

		private void failed(Throwable error) {
			this.call.core().events().callFailed(this.call, error);
			CallObservation.noResponse(currentContext());
			this.downstream.onError(error);
		}

		@Override
		public void onComplete() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				counters().ended();
				this.downstream.onComplete();
			}
		}

		@Override
		public void cancel() {
			if (STATE.compareAndSet(this, WAITING, OVER)) {
				counters().cancelled();
				counters().ended();
				this.call.core().events().callCancelled(this.call);
			}
			TrackedResponse response = this.response;
			if (response != null) {
				response.abandon();
			}
			cancelUpstream();
		}

		@Override
		public void bodyEnded(@Nullable Throwable error) {
			if (STATE.compareAndSet(this, RESPONDED, OVER)) {
				TrackedResponse response = this.response;
				long nanos = this.call.core().nanoTime() - this.call.startNanos();
				counters().bodyEnded(nanos, (response != null) ? response.bytes() : 0);
				counters().ended();
				this.call.core().events().bodyEnded(nanos);
			}
		}

		/** Does nothing: {@link DeadlineFilter} watches the deadline. */
		@Override
		protected void expired() {
		}

	}

}
