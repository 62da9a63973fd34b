package io.httpwrapper.pipeline;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.httpwrapper.policy.Verdict;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * An attempt with an observation: from its sending to its outcome, as it is timed. What
 * is below sees the observation in the Reactor context, and the trace's fields in the
 * request's headers.
 */
final class ObservedAttempt extends Attempt {

	private static final AtomicReferenceFieldUpdater<ObservedAttempt, @Nullable Observation> OBSERVATION = AtomicReferenceFieldUpdater
		.newUpdater(ObservedAttempt.class, Observation.class, "observation");

	private final AttemptObserver observer;

	/** Null before the start, {@link Observation#NOOP} from the end on. */
	private volatile @Nullable Observation observation;

	private @Nullable Context context;

	ObservedAttempt(CoreSubscriber<? super ClientResponse> downstream, AttemptFilter filter, ClientRequest request,
			AttemptObserver observer) {
		super(downstream, filter, request);
		this.observer = observer;
	}

	@Override
	public Context currentContext() {
		Context own = this.context;
		return (own != null) ? own : super.currentContext();
	}

	@Override
	ClientRequest departing(ClientRequest request) {
		ObservedRequest observed = new ObservedRequest(request, this.exchange);
		AttemptObservationContext context = new AttemptObservationContext(this.exchange, observed,
				this.exchange.client.events().remote(request.url()));
		Context caller = super.currentContext();
		Observation started = this.observer.start(context, caller);
		if (started == null) {
			return request;
		}
		this.context = caller.put(AttemptObserver.KEY, started);
		if (!OBSERVATION.compareAndSet(this, null, started)) {
			// the caller has left in between
			stop(started, Verdict.IGNORED, null, null);
		}
		return observed;
	}

	/** The listeners are told within the observation: their meters get its exemplars. */
	@Override
	void completed(Verdict verdict, @Nullable ClientResponse response, @Nullable Throwable error, long now) {
		Observation ended = end();
		if (ended == null) {
			super.completed(verdict, response, error, now);
			return;
		}
		Observation.Scope scope = open(ended);
		super.completed(verdict, response, error, now);
		close(scope);
		stop(ended, verdict, response, error);
	}

	@Override
	void unanswered() {
		Observation ended = end();
		if (ended != null) {
			stop(ended, Verdict.IGNORED, null, null);
		}
	}

	private @Nullable Observation end() {
		Observation ended = OBSERVATION.getAndSet(this, Observation.NOOP);
		return (ended != Observation.NOOP) ? ended : null;
	}

	private Observation.Scope open(Observation observation) {
		try {
			return observation.openScope();
		}
		catch (Throwable ex) {
			AttemptObserver.failed(this.exchange.client(), ex);
			return Observation.Scope.NOOP;
		}
	}

	private void close(Observation.Scope scope) {
		try {
			scope.close();
		}
		catch (Throwable ex) {
			AttemptObserver.failed(this.exchange.client(), ex);
		}
	}

	private void stop(Observation observation, Verdict verdict, @Nullable ClientResponse response,
			@Nullable Throwable error) {
		try {
			AttemptObservationContext context = (AttemptObservationContext) observation.getContext();
			context.setVerdict(verdict);
			if (response != null) {
				context.setResponse(response);
			}
			if (error != null) {
				observation.error(error);
			}
			observation.stop();
		}
		catch (Throwable ex) {
			AttemptObserver.failed(this.exchange.client(), ex);
		}
	}

}
