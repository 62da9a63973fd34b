package io.httpwrapper.pipeline.attempt;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.httpwrapper.observation.AttemptObservationContext;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.CallObservation;
import io.httpwrapper.policy.Verdict;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * An attempt with an observation, from sending the request to the outcome. The stages
 * below see the observation in the Reactor context, and the trace's fields in the request
 * headers.
 */
final class ObservedAttemptSubscriber extends AttemptSubscriber {

	private static final AtomicReferenceFieldUpdater<ObservedAttemptSubscriber, @Nullable Observation> OBSERVATION = AtomicReferenceFieldUpdater
		.newUpdater(ObservedAttemptSubscriber.class, Observation.class, "observation");

	private final AttemptObserver observer;

	/** Null before the start, {@link Observation#NOOP} from the end on. */
	private volatile @Nullable Observation observation;

	private @Nullable Context context;

	ObservedAttemptSubscriber(CoreSubscriber<? super ClientResponse> downstream, AttemptFilter filter,
			AttemptRequest attempt, AttemptObserver observer) {
		super(downstream, filter, attempt);
		this.observer = observer;
	}

	@Override
	public Context currentContext() {
		Context own = this.context;
		return (own != null) ? own : super.currentContext();
	}

	@Override
	void departing() {
		AttemptObservationContext context = new AttemptObservationContext(this.attempt.client(), this.attempt,
				this.attempt.attempt(), core().events().remote(this.attempt.url()),
				(request, name, value) -> this.attempt.add(name, value));
		Context caller = super.currentContext();
		Observation started = this.observer.start(context, caller);
		if (started == null) {
			return;
		}
		this.context = caller.put(CallObservation.KEY, started);
		if (!OBSERVATION.compareAndSet(this, null, started)) {
			// the caller has cancelled in between
			stop(started, Verdict.IGNORED, null, null);
		}
	}

	/**
	 * The listeners run in the scope of the observation, so that their meters get its
	 * exemplars.
	 */
	@Override
	void completed(@Nullable ClientResponse response, @Nullable Throwable error, long now) {
		Observation ended = end();
		if (ended == null) {
			super.completed(response, error, now);
			return;
		}
		Observation.Scope scope = open(ended);
		super.completed(response, error, now);
		close(scope);
		stop(ended, Objects.requireNonNull(this.attempt.verdict()), response, error);
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
			AttemptObserver.failed(this.attempt.client(), ex);
			return Observation.Scope.NOOP;
		}
	}

	private void close(Observation.Scope scope) {
		try {
			scope.close();
		}
		catch (Throwable ex) {
			AttemptObserver.failed(this.attempt.client(), ex);
		}
	}

	private void stop(Observation observation, Verdict verdict, @Nullable ClientResponse response,
			@Nullable Throwable error) {
		try {
			AttemptObservationContext context = (AttemptObservationContext) observation.getContext();
			context.setVerdict(verdict, this.attempt.call().isExpired());
			if (response != null) {
				context.setResponse(response);
			}
			if (error != null) {
				observation.error(error);
			}
			observation.stop();
		}
		catch (Throwable ex) {
			AttemptObserver.failed(this.attempt.client(), ex);
		}
	}

}
