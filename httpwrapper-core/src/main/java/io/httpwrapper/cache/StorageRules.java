package io.httpwrapper.cache;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.httpwrapper.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which responses may be stored, and which of their fields (RFC 9111 §3).
 */
final class StorageRules {

	/** RFC 9110 §15.1. Partial content (206) is never stored here. */
	private static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

	/** Final statuses that RFC 9110 §15 and RFC 6585 define, except those below. */
	private static final Set<Integer> UNDERSTOOD = Set.of(200, 201, 202, 203, 204, 205, 300, 301, 302, 303, 305, 307,
			308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 413, 414, 415, 417, 421, 422, 426, 428,
			429, 431, 500, 501, 502, 503, 504, 505, 511);

	/** These say something about the request's range or condition, not about the URI. */
	private static final Set<Integer> ABOUT_THE_REQUEST = Set.of(206, 304, 412, 416);

	/** RFC 9111 §3.1, RFC 9110 §7.6.1. */
	private static final Set<String> NEVER_STORED = Set.of("connection", "keep-alive", "proxy-connection", "te",
			"transfer-encoding", "upgrade", "proxy-authenticate", "proxy-authentication-info", "proxy-authorization");

	/**
	 * The fields that the cache itself uses. A {@code Connection} header must not remove
	 * them (RFC 9110 §7.6.1).
	 */
	private static final Set<String> GONE_BY = Set.of("cache-control", "vary", "expires", "age", "date");

	private static final Set<String> COOKIES = Set.of("set-cookie", "set-cookie2");

	private StorageRules() {
	}

	/**
	 * Why {@code response}, an answer to {@code request}, may not or need not be stored
	 * (RFC 9111 §3).
	 * @return null if it is to be stored
	 */
	static @Nullable NotStored refusal(CacheRequest request, StoredResponse response, CacheRules rules) {
		NotStored forbidden = forbidden(request, response, rules);
		if (forbidden != null) {
			return forbidden;
		}
		boolean unseen = request.hiddenCredentials() && othersMaySee(request, rules);
		if (Variants.isStar(response.headers())
				|| (unseen && Variants.isByUser(response.headers(), request.headers()))) {
			return NotStored.VARY;
		}
		if (!HEURISTIC.contains(response.status()) && !isExplicit(response, rules)) {
			return NotStored.NO_FRESHNESS;
		}
		return isUseful(response, rules) ? null : NotStored.USELESS;
	}

	/** Which condition of RFC 9111 §3 does not hold, except for freshness. */
	private static @Nullable NotStored forbidden(CacheRequest request, StoredResponse response, CacheRules rules) {
		CacheControl control = response.cacheControl();
		if (!request.isGet() && !standsForGet(request, response)) {
			return NotStored.METHOD;
		}
		if (response.status() < 200 || ABOUT_THE_REQUEST.contains(response.status())) {
			return NotStored.STATUS;
		}
		if (control.mustUnderstand() && !UNDERSTOOD.contains(response.status())) {
			return NotStored.NOT_UNDERSTOOD;
		}
		// A cache that understands the status ignores no-store together with
		// must-understand (§5.2.2.3).
		if ((control.noStore() && !control.mustUnderstand()) || CacheControl.ofRequest(request.headers()).noStore()) {
			return NotStored.NO_STORE;
		}
		return forOneUser(request, response, rules);
	}

	/**
	 * Whether an answer may be meant for one user, but would be used for others too (RFC
	 * 9111 §3.5, §5.2.2.7).
	 */
	private static @Nullable NotStored forOneUser(CacheRequest request, StoredResponse response, CacheRules rules) {
		CacheControl control = response.cacheControl();
		if (isOthers(request, control, rules)) {
			return NotStored.PRIVATE;
		}
		boolean allowed = control.isPublic() || control.mustRevalidate() || control.sharedMaxAge() != CacheControl.NONE;
		if (request.isAuthorized() && othersMaySee(request, rules) && !(allowed && endsAsIfShared(response, rules))) {
			return NotStored.AUTHORIZATION;
		}
		return null;
	}

	/**
	 * Whether a {@code private} response may belong to another user than that of
	 * {@code request} (RFC 9111 §5.2.2.7). It is neither stored nor used for requests
	 * with credentials.
	 */
	static boolean isOthers(CacheRequest request, CacheControl control, CacheRules rules) {
		return control.isPrivate() && (rules.shared() || (hasCredentials(request) && othersMaySee(request, rules)));
	}

	/**
	 * Whether these rules use a response for no longer than the rules for shared caches
	 * would. {@code s-maxage} and {@code proxy-revalidate} limit the latter (RFC 9111
	 * §5.2.2.8, §5.2.2.10).
	 */
	private static boolean endsAsIfShared(StoredResponse response, CacheRules rules) {
		CacheRules shared = rules.asShared();
		return Freshness.of(response, rules).lifetime() <= Freshness.of(response, shared).lifetime()
				&& StaleRules.longestUse(response, rules) <= StaleRules.longestUse(response, shared);
	}

	/**
	 * Includes cookies. RFC 9111 §3.5 does not mention them, but they identify a user
	 * too.
	 */
	private static boolean hasCredentials(CacheRequest request) {
		return request.isAuthorized() || request.headers().has("Cookie");
	}

	/**
	 * Whether the answer to one user's request may be served to another user (RFC 9111
	 * §3.5).
	 */
	static boolean othersMaySee(CacheRequest request, CacheRules rules) {
		if (rules.shared() || rules.credentials() == CacheCredentials.SHARED_RULES) {
			return true;
		}
		return rules.perUser() && request.hiddenCredentials();
	}

	/**
	 * Whether the answer to a POST is also the answer to a GET (RFC 9110 §9.3.3).
	 */
	private static boolean standsForGet(CacheRequest request, StoredResponse response) {
		String location = response.headers().first("Content-Location");
		boolean explicit = response.cacheControl().maxAge() != CacheControl.NONE || response.expires() != null;
		if (!"POST".equals(request.method()) || response.status() != 200 || location == null || !explicit) {
			return false;
		}
		URI uri = Invalidation.resolved(request.uri(), location);
		return uri != null && CacheKey.normalised(uri).equals(CacheKey.normalised(request.uri()));
	}

	/**
	 * Whether the response itself says that it may be stored (RFC 9111 §3).
	 */
	private static boolean isExplicit(StoredResponse response, CacheRules rules) {
		CacheControl control = response.cacheControl();
		return control.maxAge() != CacheControl.NONE || response.headers().has("Expires") || control.isPublic()
				|| (rules.shared() ? control.sharedMaxAge() != CacheControl.NONE : control.mentionsPrivate());
	}

	/**
	 * Whether heuristic freshness is allowed (RFC 9111 §4.2.2).
	 */
	static boolean allowsGuess(StoredResponse response, CacheRules rules) {
		CacheControl control = response.cacheControl();
		return HEURISTIC.contains(response.status()) || control.isPublic()
				|| (!rules.shared() && control.mentionsPrivate());
	}

	/** Whether it can ever be used: fresh, validated or stale (RFC 9111 §4). */
	private static boolean isUseful(StoredResponse response, CacheRules rules) {
		boolean everFresh = !response.cacheControl().noCache() && Freshness.of(response, rules).lifetime() > 0;
		return everFresh || response.hasValidator() || StaleRules.longestUse(response, rules) > 0;
	}

	/**
	 * The headers of a response that are stored (RFC 9111 §3.1). {@code Date} is added if
	 * it is missing (RFC 9110 §6.6.1).
	 */
	static HeaderFields storable(HeaderFields headers, CacheRequest request, CacheRules rules, Instant receivedAt) {
		Set<String> dropped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		dropped.addAll(NEVER_STORED);
		dropped.addAll(headers.members("Connection"));
		if (!rules.keepSetCookie()) {
			dropped.addAll(COOKIES);
		}
		if (rules.shared() || (hasCredentials(request) && othersMaySee(request, rules))) {
			dropped.addAll(CacheControl.of(headers).privateFields());
		}
		dropped.removeAll(GONE_BY);
		HeaderFields kept = headers.without(dropped::contains);
		return kept.has("Date") ? kept : kept.with("Date", HttpDate.format(receivedAt));
	}

	/**
	 * Whether a field sets a cookie (RFC 9111 §7.3).
	 */
	static boolean isCookie(String field) {
		return COOKIES.contains(field.toLowerCase(Locale.ROOT));
	}

}
