package io.httpwrapper.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of an attempt, and its key values. The low-cardinality key values
 * are requested twice: when the attempt starts and when it ends. Both must have the same
 * keys; otherwise registries that require equal keys drop the meter. The values may
 * differ. Thread-safe. A convention to start from is
 * {@link DefaultAttemptObservationConvention}.
 */
public interface AttemptObservationConvention extends ObservationConvention<AttemptObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof AttemptObservationContext;
	}

}
