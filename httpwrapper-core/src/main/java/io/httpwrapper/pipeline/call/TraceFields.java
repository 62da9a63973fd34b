package io.httpwrapper.pipeline.call;

import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * The header fields that name the span of a request: W3C Trace Context and Zipkin's B3.
 * Baggage is not one of them, because the answer may depend on it.
 */
final class TraceFields {

	private static final List<String> NAMES = List.of("traceparent", "tracestate", "b3", "X-B3-TraceId", "X-B3-SpanId",
			"X-B3-ParentSpanId", "X-B3-Sampled", "X-B3-Flags");

	private TraceFields() {
	}

	/** The request without these fields. */
	static ClientRequest without(ClientRequest request) {
		HttpHeaders headers = request.headers();
		if (NAMES.stream().noneMatch(headers::containsHeader)) {
			return request;
		}
		return ClientRequest.from(request).headers((own) -> NAMES.forEach(own::remove)).build();
	}

}
