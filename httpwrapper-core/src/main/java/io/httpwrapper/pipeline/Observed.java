package io.httpwrapper.pipeline;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.util.context.ContextView;

/**
 * Shows {@code WebClient}'s observation of a call what its caller sees. It looks for
 * responses below all filters only: a call that is answered by a cache or a plugin would
 * be recorded as one without a response, as a client's error; and one that fails after an
 * earlier attempt had a response, with that response's status.
 */
final class Observed {

	private Observed() {
	}

	static void response(ContextView context, ClientResponse response) {
		ClientRequestObservationContext call = call(context);
		if (call != null) {
			call.setResponse(response);
		}
	}

	@SuppressWarnings("NullAway") // what it is before the first response, and reads as
									// nullable
	static void noResponse(ContextView context) {
		ClientRequestObservationContext call = call(context);
		if (call != null) {
			call.setResponse(null);
		}
	}

	private static @Nullable ClientRequestObservationContext call(ContextView context) {
		if (context.isEmpty()) {
			return null;
		}
		Object observation = context.getOrDefault(AttemptObserver.KEY, null);
		return (observation instanceof Observation started
				&& started.getContext() instanceof ClientRequestObservationContext call) ? call : null;
	}

}
