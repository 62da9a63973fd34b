package io.httpwrapper.cache;

import java.time.Instant;
import java.util.List;

import io.httpwrapper.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the caller's own conditions against a stored response (RFC 9111 §4.3.2).
 */
final class Conditions {

	private Conditions() {
	}

	/**
	 * Whether the caller already has the stored response. {@code If-None-Match} takes
	 * precedence over {@code If-Modified-Since} (RFC 9110 §13.2.2). Conditions apply only
	 * to 2xx responses (§13.2.1).
	 */
	static boolean holds(HeaderFields request, StoredResponse response) {
		if (response.status() / 100 != 2) {
			return false;
		}
		if (request.has("If-None-Match")) {
			return isKnown(request.members("If-None-Match"), response.etag());
		}
		Instant since = HttpDate.parse(request.first("If-Modified-Since"), response.receivedAt());
		Instant modified = response.lastModified();
		return since != null && !((modified != null) ? modified : response.date()).isAfter(since);
	}

	/**
	 * Whether {@code etag} is among these tags of an {@code If-None-Match} (RFC 9110
	 * §13.1.2).
	 */
	static boolean isKnown(List<String> tags, @Nullable String etag) {
		return tags.contains("*") || (etag != null && tags.stream().anyMatch((tag) -> EntityTag.weakly(tag, etag)));
	}

	/**
	 * Whether the caller's part and the stored response belong to the same
	 * representation, so that the caller may get another part (RFC 9110 §13.1.5). A date
	 * must be strong: at least a second older than the response (§8.8.2.2).
	 */
	static boolean allowPart(HeaderFields request, StoredResponse response) {
		String value = request.first("If-Range");
		if (value == null) {
			return true;
		}
		String etag = response.etag();
		if (value.startsWith("\"") || value.startsWith("W/")) {
			return etag != null && EntityTag.strongly(value, etag);
		}
		Instant modified = response.lastModified();
		return modified != null && modified.equals(HttpDate.parse(value, response.receivedAt()))
				&& modified.isBefore(response.date());
	}

}
