package io.httpwrapper.pipeline.call;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.util.context.ContextView;

/**
 * Shows {@code WebClient}'s observation of a call what its caller gets. By itself it
 * looks for responses below all filters only. Without this a call that is answered by a
 * cache or a plugin would be recorded without a response, as a client's error; and one
 * that fails after an earlier attempt had a response, with that response's status.
 */
public final class CallObservation {

	/** {@code ObservationThreadLocalAccessor.KEY}, which may not be on the class path. */
	public static final String KEY = "micrometer.observation";

	private CallObservation() {
	}

	/** The caller gets this response. */
	public static void response(ContextView context, ClientResponse response) {
		ClientRequestObservationContext call = call(context);
		if (call != null) {
			call.setResponse(response);
		}
	}

	/** The caller gets an error. */
	@SuppressWarnings("NullAway") // what it is before the first response, and reads as
									// nullable
	public static void noResponse(ContextView context) {
		ClientRequestObservationContext call = call(context);
		if (call != null) {
			call.setResponse(null);
		}
	}

	private static @Nullable ClientRequestObservationContext call(ContextView context) {
		if (context.isEmpty()) {
			return null;
		}
		Object observation = context.getOrDefault(KEY, null);
		return (observation instanceof Observation started
				&& started.getContext() instanceof ClientRequestObservationContext call) ? call : null;
	}

}
