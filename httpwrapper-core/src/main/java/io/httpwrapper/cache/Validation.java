package io.httpwrapper.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Asks the origin whether stored responses are still valid, and evaluates its answer (RFC
 * 9111 §4.3).
 */
final class Validation {

	/**
	 * Fields that describe the stored body: they stay as they were stored (RFC 9111
	 * §3.2).
	 */
	private static final Set<String> OF_THE_STORED_BODY = Set.of("content-encoding", "content-type", "content-range",
			"content-length");

	private Validation() {
	}

	/**
	 * The request with our conditions instead of its own (RFC 9111 §4.3.1): the tags of
	 * all variants and of the caller, and the date of the selected variant.
	 * @return null if no stored response can be validated
	 */
	static @Nullable CacheRequest conditional(CacheRequest request, List<StoredResponse> stored,
			@Nullable StoredResponse selected) {
		Set<String> tags = new LinkedHashSet<>();
		for (StoredResponse response : stored) {
			String tag = response.etag();
			if (tag != null) {
				tags.add(tag);
			}
		}
		boolean dated = selected != null && selected.lastModified() != null;
		boolean callersTags = request.headers().has("If-None-Match");
		List<String> callers = request.headers().members("If-None-Match");
		// The origin ignores a date together with tags; "*" must be the only tag.
		if ((tags.isEmpty() && (!dated || callersTags)) || callers.contains("*")) {
			return null;
		}
		tags.addAll(callers);
		HeaderFields headers = request.headers().without(Validation::isCondition);
		if (!tags.isEmpty()) {
			headers = headers.with("If-None-Match", String.join(", ", tags));
		}
		if (selected != null && dated) {
			headers = headers.with("If-Modified-Since", String.valueOf(selected.headers().first("Last-Modified")));
		}
		return new CacheRequest(request.method(), request.uri(), headers, request.hiddenCredentials());
	}

	private static boolean isCondition(String field) {
		return "If-None-Match".equalsIgnoreCase(field) || "If-Modified-Since".equalsIgnoreCase(field);
	}

	/**
	 * The stored responses that a 304 confirms (RFC 9111 §4.3.4). A 304 without a
	 * validator confirms the response that was asked for, if it was the only one and the
	 * caller has no tags. A date of the caller was not sent.
	 */
	static List<StoredResponse> confirmed(CacheDecision.Revalidate asked, HeaderFields headers) {
		String etag = headers.first("ETag");
		List<StoredResponse> stored = asked.stored();
		if (etag != null && EntityTag.isStrong(etag)) {
			return stored.stream().filter((response) -> etag.equals(response.etag())).toList();
		}
		if (etag != null) {
			return newest(stored.stream()
				.filter((response) -> response.etag() != null && EntityTag.weakly(etag, response.etag()))
				.toList(), asked.selected());
		}
		String modified = headers.first("Last-Modified");
		if (modified != null) {
			return newest(stored.stream()
				.filter((response) -> modified.equals(response.headers().first("Last-Modified")))
				.toList(), asked.selected());
		}
		List<StoredResponse> askable = stored.stream()
			.filter((response) -> response.etag() != null || response == asked.selected())
			.toList();
		boolean callersTags = asked.original().headers().has("If-None-Match");
		return (askable.size() == 1 && !callersTags) ? askable : List.of();
	}

	/**
	 * If a weak validator matches several responses, only one of them (RFC 9111 §4.3.4).
	 */
	private static List<StoredResponse> newest(List<StoredResponse> matching, @Nullable StoredResponse selected) {
		if (selected != null && matching.contains(selected)) {
			return List.of(selected);
		}
		return matching.isEmpty() ? List.of() : List.of(Variants.newest(matching));
	}

	/**
	 * Whether the answer to a HEAD describes the stored response (RFC 9111 §4.3.5).
	 */
	static boolean isSame(StoredResponse response, HeaderFields head) {
		String length = head.first("Content-Length");
		return agrees(head.first("ETag"), response.etag())
				&& agrees(head.first("Last-Modified"), response.headers().first("Last-Modified"))
				&& (length == null || length.equals(Integer.toString(response.body().size())));
	}

	private static boolean agrees(@Nullable String received, @Nullable String stored) {
		return received == null || received.equals(stored);
	}

	/**
	 * Updates a stored response with the fields of a newer one (RFC 9111 §3.2).
	 * @param response the stored response
	 * @param newer storable fields of the 304, or of the answer to a HEAD
	 */
	static StoredResponse updated(StoredResponse response, HeaderFields newer, Instant requestedAt,
			Instant receivedAt) {
		// The old Age belongs to the old Date.
		HeaderFields old = response.headers().without("Age"::equalsIgnoreCase);
		HeaderFields headers = old
			.updatedWith(newer.without((name) -> OF_THE_STORED_BODY.stream().anyMatch(name::equalsIgnoreCase)));
		return new StoredResponse(response.status(), headers, response.selecting(), requestedAt, receivedAt,
				response.body());
	}

	/**
	 * The change of the store after a validation: each confirmed response is updated (RFC
	 * 9111 §4.3.4), and the one that answers this request is also stored as selected by
	 * it (§4.1).
	 * @param confirmed the responses that the 304 confirms
	 * @param updated the same responses after the update, in the same order
	 * @param answer the one of {@code updated} that answers this request, as selected by
	 * it
	 */
	static StoreChange change(List<StoredResponse> confirmed, List<StoredResponse> updated, StoredResponse answer) {
		List<StoredResponse> put = new ArrayList<>(List.of(answer));
		List<StoredResponse> remove = new ArrayList<>();
		for (int i = 0; i < confirmed.size(); i++) {
			StoredResponse fresh = updated.get(i);
			if (Variants.variesAlike(confirmed.get(i), fresh)) {
				if (!Variants.replaces(answer, fresh)) {
					put.add(fresh);
				}
			}
			else {
				// It now varies by other fields, and these fields of its own request are
				// not known.
				remove.add(confirmed.get(i));
			}
		}
		return new StoreChange(put, remove);
	}

}
