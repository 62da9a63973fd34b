package io.httpwrapper.pipeline;

import io.micrometer.observation.Observation;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.util.context.ContextView;

/**
 * Shows {@code WebClient}'s observation of a call a response that did not come from the
 * wire. It looks for responses below all filters only: a call that we answer would be
 * recorded as one without a response, as a client's error.
 */
final class Observed {

	/** {@code ObservationThreadLocalAccessor.KEY}, which may not be on the class path. */
	private static final String KEY = "micrometer.observation";

	private Observed() {
	}

	static void response(ContextView context, ClientResponse response) {
		if (context.isEmpty()) {
			return;
		}
		Object observation = context.getOrDefault(KEY, null);
		if (observation instanceof Observation started
				&& started.getContext() instanceof ClientRequestObservationContext call) {
			call.setResponse(response);
		}
	}

}
