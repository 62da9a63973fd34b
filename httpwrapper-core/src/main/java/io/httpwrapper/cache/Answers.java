package io.httpwrapper.cache;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Makes answers from stored responses (RFC 9111 §4, §4.3.2; RFC 9110 §14, §15.3.7,
 * §15.4.5).
 */
final class Answers {

	/** Metadata of the body, which a 304 does not have (RFC 9110 §15.4.5). */
	private static final Set<String> OF_THE_BODY = Set.of("content-length", "content-type", "content-encoding",
			"content-language", "content-range");

	private Answers() {
	}

	/**
	 * The answer to {@code request} from {@code response}, which may be used (RFC 9111
	 * §4, §4.3.2; RFC 9110 §13.2.2, §14.2).
	 * @param age value of {@code Age}, or -1 after a validation
	 * @return null if the request has a range that only the origin can answer
	 */
	static @Nullable CachedAnswer of(CacheRequest request, StoredResponse response, long age) {
		HeaderFields headers = headers(response, age);
		if (Conditions.holds(request.headers(), response)) {
			return notModified(response, headers);
		}
		boolean part = request.hasRange() && response.status() == 200
				&& Conditions.allowPart(request.headers(), response);
		if (!part) {
			return whole(request, response, headers);
		}
		ByteRange range = ByteRange.of(request.headers(), response.body().size());
		return (range != null) ? partial(response, headers, range) : null;
	}

	/**
	 * Like {@link #of}, but gives the whole response if the range cannot be answered: a
	 * range may always be ignored (RFC 9110 §14.2).
	 */
	static CachedAnswer ofLastResort(CacheRequest request, StoredResponse response, long age) {
		CachedAnswer answer = of(request, response, age);
		return (answer != null) ? answer : whole(request, response, headers(response, age));
	}

	/**
	 * The fields of the answer. Fields that need a validation first are left out (RFC
	 * 9111 §5.2.2.4). {@code Age} is added unless the response was just validated (§4,
	 * §5.1).
	 */
	private static HeaderFields headers(StoredResponse response, long age) {
		if (age < 0) {
			return response.headers();
		}
		Set<String> unvalidated = response.cacheControl().noCacheFields();
		HeaderFields headers = unvalidated.isEmpty() ? response.headers()
				: response.headers().without(unvalidated::contains);
		return headers.with("Age", Long.toString(age));
	}

	/** The whole response; for a HEAD without the body (RFC 9110 §9.3.2). */
	private static CachedAnswer whole(CacheRequest request, StoredResponse response, HeaderFields headers) {
		int length = request.isHead() ? 0 : response.body().size();
		return new CachedAnswer(response.status(), headers, response, 0, length);
	}

	/** RFC 9110 §15.4.5. */
	private static CachedAnswer notModified(StoredResponse response, HeaderFields headers) {
		HeaderFields kept = headers.without((name) -> OF_THE_BODY.stream().anyMatch(name::equalsIgnoreCase));
		return new CachedAnswer(304, kept, response, 0, 0);
	}

	/** RFC 9110 §15.3.7.1. */
	private static CachedAnswer partial(StoredResponse response, HeaderFields headers, ByteRange range) {
		HeaderFields part = headers.with("Content-Range", range.contentRange(response.body().size()))
			.with("Content-Length", Integer.toString(range.length()));
		return new CachedAnswer(206, part, response, range.first(), range.length());
	}

}
