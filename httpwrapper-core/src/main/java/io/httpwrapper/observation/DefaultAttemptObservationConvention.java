package io.httpwrapper.observation;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.httpwrapper.error.CallTimeoutException;
import io.httpwrapper.policy.Verdict;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * The default names: {@code httpwrapper.attempt} with {@code client}, {@code method},
 * {@code outcome} and {@code verdict}, with the same values as the meters. Spans also
 * have {@code attempt}, {@code endpoint} and {@code status}.
 */
public final class DefaultAttemptObservationConvention implements AttemptObservationConvention {

	public static final DefaultAttemptObservationConvention INSTANCE = new DefaultAttemptObservationConvention();

	private static final String NAME = "httpwrapper.attempt";

	private static final KeyValue NO_OUTCOME = KeyValue.of("outcome", "unknown");

	private static final KeyValue SUCCESS = KeyValue.of("outcome", "success");

	private static final KeyValue CLIENT_ERROR = KeyValue.of("outcome", "client-error");

	private static final KeyValue SERVER_ERROR = KeyValue.of("outcome", "server-error");

	private static final KeyValue TIMEOUT = KeyValue.of("outcome", "timeout");

	private static final KeyValue ERROR = KeyValue.of("outcome", "error");

	private static final KeyValue CANCELLED = KeyValue.of("outcome", "cancelled");

	private static final KeyValue NO_VERDICT = KeyValue.of("verdict", "unknown");

	private static final Map<Verdict, KeyValue> VERDICTS = new EnumMap<>(Verdict.class);

	/**
	 * An application that forwards requests may get any method. Unknown methods share one
	 * value, so that there are few.
	 */
	private static final Method OTHER = new Method("other");

	private static final Map<String, Method> METHODS = new HashMap<>();

	static {
		for (Verdict verdict : Verdict.values()) {
			VERDICTS.put(verdict, KeyValue.of("verdict", verdict.word()));
		}
		for (HttpMethod method : HttpMethod.values()) {
			METHODS.put(method.name(), new Method(method.name()));
		}
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(AttemptObservationContext context) {
		return method(context).spanName;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(AttemptObservationContext context) {
		Verdict verdict = context.getVerdict();
		// in alphabetical order, so that they need not be sorted
		return KeyValues.of(KeyValue.of("client", context.getClient()), method(context).keyValue,
				(verdict != null) ? outcome(context) : NO_OUTCOME,
				(verdict != null) ? VERDICTS.getOrDefault(verdict, NO_VERDICT) : NO_VERDICT);
	}

	/** Empty at the start, because nobody reads them before the end. */
	@Override
	public KeyValues getHighCardinalityKeyValues(AttemptObservationContext context) {
		if (context.getVerdict() == null) {
			return KeyValues.empty();
		}
		KeyValue attempt = KeyValue.of("attempt", Integer.toString(context.getAttempt()));
		KeyValue endpoint = KeyValue.of("endpoint", context.getEndpoint());
		ClientResponse response = context.getResponse();
		return (response != null)
				? KeyValues.of(attempt, endpoint,
						KeyValue.of("status", Integer.toString(response.statusCode().value())))
				: KeyValues.of(attempt, endpoint);
	}

	private static KeyValue outcome(AttemptObservationContext context) {
		ClientResponse response = context.getResponse();
		if (response != null) {
			int status = response.statusCode().value();
			return (status < 400) ? SUCCESS : (status < 500) ? CLIENT_ERROR : SERVER_ERROR;
		}
		Throwable error = context.getError();
		if (error instanceof CallTimeoutException || (error == null && context.isExpired())) {
			return TIMEOUT;
		}
		return (error != null) ? ERROR : CANCELLED;
	}

	private static Method method(AttemptObservationContext context) {
		@Nullable Method known = METHODS.get(context.getRequest().method().name());
		return (known != null) ? known : OTHER;
	}

	private record Method(KeyValue keyValue, String spanName) {

		Method(String name) {
			this(KeyValue.of("method", name), "attempt " + name.toLowerCase(Locale.ROOT));
		}

	}

}
