package io.httpwrapper.pipeline.caching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.CacheStatus;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.call.CacheOptions;
import io.httpwrapper.pipeline.body.BodyTee;
import io.httpwrapper.pipeline.body.TrackedResponse;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.plugin.ClientPlugin;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Converts requests and responses between WebFlux and the rules of the cache.
 */
final class CacheMessages {

	private CacheMessages() {
	}

	/**
	 * A call's request as the rules see it. The call's options become directives.
	 * @param hiddenCredentials whether {@link ClientPlugin#addsCredentialsOfCallers()} is
	 * true for any plugin
	 */
	static CacheRequest request(ClientRequest request, CacheOptions options, boolean hiddenCredentials) {
		HeaderFields fields = fields(request.headers());
		if (!request.cookies().isEmpty()) {
			fields = fields.with(HttpHeaders.COOKIE, cookies(request, fields));
		}
		if (options.directives() != null) {
			List<String> directives = new ArrayList<>(fields.lines(HttpHeaders.CACHE_CONTROL));
			directives.add(options.directives());
			fields = fields.with(HttpHeaders.CACHE_CONTROL, String.join(", ", directives));
		}
		return new CacheRequest(request.method().name(), request.url(), fields, hiddenCredentials);
	}

	static HeaderFields fields(HttpHeaders headers) {
		return headers.isEmpty() ? HeaderFields.NONE : HeaderFields.of(headers.headerSet());
	}

	private static String cookies(ClientRequest request, HeaderFields fields) {
		List<String> pairs = new ArrayList<>(fields.lines(HttpHeaders.COOKIE));
		request.cookies().forEach((name, values) -> values.forEach((value) -> pairs.add(name + "=" + value)));
		return String.join("; ", pairs);
	}

	/**
	 * The request to send instead of the call's own.
	 * @param call the call's request
	 * @param seen the request as the rules saw it
	 * @param wanted the request that the rules want to send
	 * @param options the options because of which {@code seen} differs from {@code call}
	 */
	static ClientRequest toSend(ClientRequest call, CacheRequest seen, CacheRequest wanted, CacheOptions options) {
		if (wanted.headers().equals(seen.headers()) && wanted.method().equals(seen.method())
				&& options.directives() == null) {
			return call;
		}
		Predicate<String> cookie = HttpHeaders.COOKIE::equalsIgnoreCase;
		return ClientRequest.from(call).method(HttpMethod.valueOf(wanted.method())).headers((headers) -> {
			// WebFlux keeps cookies separate from the headers
			List<String> names = new ArrayList<>(headers.headerNames());
			names.stream().filter(cookie.negate()).forEach(headers::remove);
			wanted.headers().without(cookie).forEach(headers::add);
		}).build();
	}

	/** Whether a redirect was followed to get the response. */
	static boolean isRedirected(ClientResponse response) {
		AttemptRequest attempt = TrackedResponse.attempt(response);
		return attempt != null && attempt.isRedirected();
	}

	/** The length that the headers of a response declare, or -1. */
	static long declaredLength(ClientResponse response) {
		String length = response.headers().asHttpHeaders().getFirst(HttpHeaders.CONTENT_LENGTH);
		try {
			return (length != null) ? Long.parseLong(length.strip()) : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * The same response with {@code Cache-Status}. Its body comes from {@code tee}, if
	 * there is one.
	 */
	static ClientResponse forwarded(ClientResponse response, String cacheStatus, @Nullable BodyTee tee) {
		ClientResponse.Builder builder = response.mutate()
			.request(response.request())
			.headers((headers) -> headers.add(CacheStatus.FIELD, cacheStatus));
		return ((tee != null) ? builder.body((source) -> tee) : builder).build();
	}

}
