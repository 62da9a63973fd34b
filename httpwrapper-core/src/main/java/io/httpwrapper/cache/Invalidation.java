package io.httpwrapper.cache;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.httpwrapper.http.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stored responses that a response to an unsafe request makes invalid (RFC 9111
 * §4.4).
 */
final class Invalidation {

	/** The safe methods of IANA's registry. */
	private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH",
			"QUERY", "PRI");

	private Invalidation() {
	}

	/**
	 * The normalised URIs whose stored responses are invalid now (RFC 9111 §4.4).
	 */
	static List<String> of(CacheRequest request, int status, HeaderFields headers) {
		if (SAFE.contains(request.method()) || status < 200 || status >= 400) {
			return List.of();
		}
		Set<String> uris = new LinkedHashSet<>();
		uris.add(CacheKey.normalised(request.uri()));
		for (String field : List.of("Location", "Content-Location")) {
			String reference = headers.first(field);
			URI uri = (reference != null) ? resolved(request.uri(), reference) : null;
			// another origin must not be able to empty the cache of this one
			if (uri != null && Origin.of(request.uri()).isOf(uri)) {
				uris.add(CacheKey.normalised(uri));
			}
		}
		return List.copyOf(uris);
	}

	/**
	 * Resolves {@code reference} to an absolute URI (RFC 3986 §5); null if it is not a
	 * URI.
	 */
	static @Nullable URI resolved(URI base, String reference) {
		try {
			String text = reference.strip();
			// {@code URI} resolves a query alone against the directory, as in RFC 2396.
			URI uri = base.resolve(text.startsWith("?") ? base.getRawPath() + text : text);
			return (uri.getRawAuthority() != null) ? uri : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
