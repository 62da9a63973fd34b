package io.httpwrapper.pipeline.call;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.util.context.ContextView;

/**
 * Reports to {@code WebClient}'s observation of a call what the caller gets. The
 * observation itself only sees responses below all filters. Without this class a call
 * that a cache or a plugin answers would be recorded without a response, as an error of
 * the client. And a call that fails after an earlier attempt had a response would be
 * recorded with the status of that response.
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
	@SuppressWarnings("NullAway") // null is also the initial value
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
