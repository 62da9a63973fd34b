package io.httpwrapper.pipeline.attempt;

import io.httpwrapper.observation.AttemptObservationContext;
import io.httpwrapper.observation.AttemptObservationConvention;
import io.httpwrapper.observation.DefaultAttemptObservationConvention;
import io.httpwrapper.pipeline.call.CallObservation;
import io.httpwrapper.pipeline.call.UserCode;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Starts the observations of a client's attempts. The parent is the observation in the
 * Reactor context, usually that of the call. Without one there is no parent. The current
 * observation of the thread is never used: it may belong to another call that has just
 * released its permit or token.
 *
 * @param convention the application's convention, or null
 */
public record AttemptObserver(ObservationRegistry registry, @Nullable AttemptObservationConvention convention) {

	private static final Log logger = LogFactory.getLog(AttemptObserver.class);

	/**
	 * Whether the registry has handlers. This may change while the application starts.
	 */
	boolean isActive() {
		return !this.registry.isNoop();
	}

	/**
	 * Starts an observation.
	 * @return null if observations are switched off or this one failed; the attempt
	 * continues without it
	 */
	@SuppressWarnings("try")
	@Nullable Observation start(AttemptObservationContext context, ContextView caller) {
		try {
			Observation observation = Observation.createNotStarted(this.convention,
					DefaultAttemptObservationConvention.INSTANCE, () -> context, this.registry);
			if (observation.isNoop()) {
				return null;
			}
			Observation parent = caller.getOrDefault(CallObservation.KEY, null);
			observation.parentObservation(parent);
			try (Observation.Scope scope = current(parent)) {
				return observation.start();
			}
		}
		catch (Throwable ex) {
			failed(context.getClient(), ex);
			return null;
		}
	}

	/**
	 * Makes the parent current, because tracers prefer the current observation to the
	 * parent.
	 */
	private Observation.Scope current(@Nullable Observation parent) {
		Observation current = this.registry.getCurrentObservation();
		if (parent == current) {
			return Observation.Scope.NOOP;
		}
		return (parent != null) ? parent.openScope() : new NullObservation(this.registry).openScope();
	}

	/** A handler that throws is a fault of the application, and must not end the call. */
	static void failed(String client, Throwable error) {
		UserCode.rethrowFatal(error);
		logger.warn("The observation of an attempt of client '" + client + "' failed", error);
	}

}
