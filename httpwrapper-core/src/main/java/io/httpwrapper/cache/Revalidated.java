package io.httpwrapper.cache;

import java.time.Instant;
import java.util.List;

import io.httpwrapper.cache.CacheDecision.Fetch;
import io.httpwrapper.cache.CacheDecision.Revalidate;
import org.jspecify.annotations.Nullable;

/**
 * Handles a 304 for a request with our conditions (RFC 9111 §4.3.3, §4.3.4).
 *
 * @param asked the request that was sent
 * @param rules the rules
 * @param requestedAt when it was sent
 * @param receivedAt when the 304 came
 */
record Revalidated(Revalidate asked, CacheRules rules, Instant requestedAt, Instant receivedAt) {

	/**
	 * The decision (RFC 9111 §4.3.3).
	 * @param headers the 304's headers as received
	 * @param storable the headers that may be stored
	 */
	ResponseDecision by(HeaderFields headers, HeaderFields storable) {
		List<StoredResponse> confirmed = Validation.confirmed(this.asked, headers);
		CacheRequest request = this.asked.original();
		if (confirmed.isEmpty()) {
			// Either the caller has the named response, or it is unknown whose condition
			// is true.
			boolean callers = Conditions.isKnown(request.headers().members("If-None-Match"), headers.first("ETag"));
			return callers ? new ResponseDecision.Pass(NotStored.STATUS, StoreChange.NONE)
					: new ResponseDecision.Repeat(
							new Fetch(request, this.asked.stored(), this.asked.selected(), this.asked.reason(), false));
		}
		List<StoredResponse> updated = confirmed.stream()
			.map((response) -> Validation.updated(response, storable, this.requestedAt, this.receivedAt))
			.toList();
		int selected = Math.max(0, confirmed.indexOf(this.asked.selected()));
		StoredResponse source = updated.get(selected).selectedBy(request.headers());
		StoreChange change = change(StorageRules.refusal(request, source, this.rules), confirmed, updated, source);
		return new ResponseDecision.Validated(withCookies(Answers.ofLastResort(request, source, -1), headers), change);
	}

	/** The update of RFC 9111 §4.3.4, if the response may be stored (§3). */
	private static StoreChange change(@Nullable NotStored refusal, List<StoredResponse> confirmed,
			List<StoredResponse> updated, StoredResponse source) {
		if (refusal == null) {
			return Validation.change(confirmed, updated, source);
		}
		// A response that is only for this user does not change what other users may see.
		boolean ofThisUser = refusal == NotStored.AUTHORIZATION || refusal == NotStored.PRIVATE;
		return ofThisUser ? StoreChange.NONE : StoreChange.remove(confirmed);
	}

	/** This caller gets the cookies even if they are not stored (RFC 9111 §7.3). */
	private CachedAnswer withCookies(CachedAnswer answer, HeaderFields headers) {
		HeaderFields cookies = headers.without((name) -> !StorageRules.isCookie(name));
		if (this.rules.keepSetCookie() || cookies.size() == 0) {
			return answer;
		}
		return new CachedAnswer(answer.status(), answer.headers().updatedWith(cookies), answer.source(),
				answer.offset(), answer.length());
	}

}
