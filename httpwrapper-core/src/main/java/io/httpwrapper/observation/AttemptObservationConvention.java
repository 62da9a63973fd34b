package io.httpwrapper.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of an attempt, and its keys. Asked twice for the keys of low
 * cardinality, when the attempt starts and when it ends: with the same keys each time,
 * whatever the values, or registries that want the same keys drop the meter. Thread-safe.
 * One to start from is {@link DefaultAttemptObservationConvention}.
 */
public interface AttemptObservationConvention extends ObservationConvention<AttemptObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof AttemptObservationContext;
	}

}
