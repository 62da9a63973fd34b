package io.httpwrapper.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.httpwrapper.cache.CacheDecision.Fetch;
import io.httpwrapper.cache.CacheDecision.Forward;
import io.httpwrapper.cache.CacheDecision.Revalidate;
import io.httpwrapper.cache.CacheDecision.Serve;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of HTTP caching (RFC 9111). Pure functions: no state, no clock,
 * thread-safe.
 */
public final class CachePolicy {

	/**
	 * RFC 5861 §4, and also 429, because it is a refusal like that of a full bulkhead.
	 */
	private static final Set<Integer> ERRORS = Set.of(429, 500, 502, 503, 504);

	private final CacheRules rules;

	public CachePolicy(CacheRules rules) {
		this.rules = rules;
	}

	public CacheRules rules() {
		return this.rules;
	}

	/**
	 * Decides what to do with a request (RFC 9111 §4).
	 * @param request the caller's request
	 * @param stored all responses that are stored for its key, with bodies; may be empty
	 * @param now the time
	 */
	public CacheDecision onRequest(CacheRequest request, List<StoredResponse> stored, Instant now) {
		if (!request.isGet() && !request.isHead()) {
			// The answer to a POST may also be the answer to a GET (RFC 9110 §9.3.3).
			return "POST".equals(request.method()) ? new Fetch(request, List.of(), null, ForwardReason.METHOD, false)
					: new CacheDecision.Bypass(ForwardReason.METHOD);
		}
		CacheControl asked = CacheControl.ofRequest(request.headers());
		CacheDecision decision = decide(request, asked, stored, now);
		if (asked.onlyIfCached() && !(decision instanceof Serve)) {
			return new CacheDecision.Refuse();
		}
		return decision;
	}

	/** Decides for a GET or HEAD, by the list of conditions in RFC 9111 §4. */
	private CacheDecision decide(CacheRequest request, CacheControl asked, List<StoredResponse> stored, Instant now) {
		if (asked.noStore() || request.isForOrigin()) {
			return new CacheDecision.Bypass(ForwardReason.REQUEST);
		}
		StoredResponse selected = Variants.select(stored, request.headers());
		if (selected == null || StorageRules.isOthers(request, selected.cacheControl(), this.rules)) {
			return forward(request, asked, stored, null,
					stored.isEmpty() ? ForwardReason.URI_MISS : ForwardReason.VARY_MISS);
		}
		Freshness freshness = Freshness.of(selected, this.rules);
		long remainingMillis = freshness.remainingMillis(now);
		if (needsOrigin(selected, asked, freshness, now)) {
			boolean fresh = remainingMillis > 0 && !selected.cacheControl().noCache();
			return forward(request, asked, stored, selected, fresh ? ForwardReason.REQUEST : ForwardReason.STALE);
		}
		boolean stale = remainingMillis <= 0;
		boolean wanted = !stale || StaleRules.isWanted(selected, asked, remainingMillis, this.rules);
		if (!wanted && !StaleRules.isRefreshable(selected, asked, remainingMillis, this.rules)) {
			return forward(request, asked, stored, selected, ForwardReason.STALE);
		}
		CachedAnswer answer = Answers.of(request, selected, freshness.age(now));
		if (answer == null) {
			return forward(request, asked, stored, selected, ForwardReason.PARTIAL);
		}
		Forward refresh = (wanted || asked.onlyIfCached()) ? null : refresh(request, stored, selected);
		return new Serve(answer, Math.floorDiv(remainingMillis, 1000L), stale, refresh);
	}

	/**
	 * Whether the stored response must not be used, fresh or stale, without asking the
	 * origin (RFC 9111 §5.2.1, §5.2.2.4).
	 */
	private static boolean needsOrigin(StoredResponse selected, CacheControl asked, Freshness freshness, Instant now) {
		CacheControl control = selected.cacheControl();
		if (asked.noCache() || control.noCache()) {
			return true;
		}
		boolean tooOld = asked.maxAge() != CacheControl.NONE
				&& (asked.maxAge() == 0 || freshness.ageMillis(now) > asked.maxAge() * 1000);
		// An immutable response does not change while it is fresh (RFC 8246 §2.1).
		if (tooOld && !(control.immutable() && freshness.isFresh(now))) {
			return true;
		}
		return asked.minFresh() > 0 && freshness.remainingMillis(now) < asked.minFresh() * 1000;
	}

	/**
	 * Asks the origin. Equal requests are collapsed if each of them could use the answer
	 * (RFC 9111 §4).
	 */
	private Forward forward(CacheRequest request, CacheControl asked, List<StoredResponse> stored,
			@Nullable StoredResponse selected, ForwardReason reason) {
		boolean collapsible = request.isGet() && !request.hasRange() && !request.isConditional() && !asked.noCache()
				&& asked.maxAge() == CacheControl.NONE && asked.minFresh() <= 0
				&& !(request.isAuthorized() && StorageRules.othersMaySee(request, this.rules));
		return forward(request, stored, selected, reason, collapsible);
	}

	private static Forward forward(CacheRequest request, List<StoredResponse> stored, @Nullable StoredResponse selected,
			ForwardReason reason, boolean collapsible) {
		boolean partial = reason == ForwardReason.PARTIAL;
		CacheRequest conditional = (request.isGet() && !partial) ? Validation.conditional(request, stored, selected)
				: null;
		return (conditional != null) ? new Revalidate(conditional, request, stored, selected, reason, collapsible)
				: new Fetch(request, stored, selected, reason, collapsible);
	}

	/**
	 * The request that refreshes a stale response (RFC 5861 §3). It is for all callers,
	 * so it has no range and no condition of this caller.
	 */
	private static Forward refresh(CacheRequest request, List<StoredResponse> stored, StoredResponse selected) {
		Set<String> callers = Set.of("range", "if-range", "if-none-match", "if-modified-since");
		HeaderFields headers = request.headers().without((name) -> callers.stream().anyMatch(name::equalsIgnoreCase));
		CacheRequest get = new CacheRequest("GET", request.uri(), headers, request.hiddenCredentials());
		return forward(get, stored, selected, ForwardReason.STALE, true);
	}

	/**
	 * Decides what to do with the origin's response (RFC 9111 §3, §4.3.3 to §4.3.5).
	 * @param forward why the origin was asked
	 * @param status the response's status
	 * @param headers the response's headers, as received
	 * @param requestedAt when the request was sent
	 * @param receivedAt when the response headers came
	 */
	public ResponseDecision onResponse(Forward forward, int status, HeaderFields headers, Instant requestedAt,
			Instant receivedAt) {
		CacheRequest request = forward.original();
		HeaderFields storable = StorageRules.storable(headers, request, this.rules, receivedAt);
		if (status == 304 && forward instanceof Revalidate asked) {
			return new Revalidated(asked, this.rules, requestedAt, receivedAt).by(headers, storable);
		}
		if (ERRORS.contains(status)) {
			Optional<ResponseDecision.ServeStale> stale = onFailure(forward, receivedAt);
			if (stale.isPresent()) {
				return stale.get();
			}
		}
		if (request.isHead()) {
			return onHead(forward, status, headers, storable, requestedAt, receivedAt);
		}
		StoredResponse head = StoredResponse.head(status, storable, Variants.selecting(storable, request.headers()),
				requestedAt, receivedAt);
		NotStored refusal = StorageRules.refusal(request, head, this.rules);
		StoreChange outdated = outdated(forward.selected(), head);
		return (refusal != null) ? new ResponseDecision.Pass(refusal, outdated)
				: new ResponseDecision.Store(head, outdated);
	}

	/**
	 * Removes a stored response that a newer one makes useless although the newer one is
	 * not stored (RFC 9111 §4). A response that refuses this caller, or an error, says
	 * nothing about the stored response.
	 */
	private static StoreChange outdated(@Nullable StoredResponse selected, StoredResponse newer) {
		if (selected == null) {
			return StoreChange.NONE;
		}
		String etag = newer.etag();
		boolean sameParts = newer.status() == 206 && (etag == null || etag.equals(selected.etag()));
		boolean news = newer.status() / 100 == 2 || newer.status() / 100 == 3 || newer.status() == 404
				|| newer.status() == 410;
		return (news && newer.status() != 304 && !sameParts) ? StoreChange.remove(List.of(selected)) : StoreChange.NONE;
	}

	/**
	 * The answer to a HEAD updates the stored response to a GET, or shows that it has
	 * changed (RFC 9111 §4.3.5).
	 */
	private ResponseDecision onHead(Forward forward, int status, HeaderFields headers, HeaderFields storable,
			Instant requestedAt, Instant receivedAt) {
		StoredResponse selected = forward.selected();
		if (selected == null || status != 200) {
			return new ResponseDecision.Pass(NotStored.METHOD, StoreChange.NONE);
		}
		StoredResponse updated = Validation.updated(selected, storable, requestedAt, receivedAt)
			.selectedBy(forward.original().headers());
		CacheRequest get = new CacheRequest("GET", forward.original().uri(), forward.original().headers(),
				forward.original().hiddenCredentials());
		// If the new response varies by more fields, these fields of the stored
		// response's request are unknown.
		boolean same = Validation.isSame(selected, headers) && Variants.variesAlike(selected, updated);
		boolean keep = selected.status() == 200 && same && StorageRules.refusal(get, updated, this.rules) == null;
		return new ResponseDecision.Pass(NotStored.METHOD,
				keep ? StoreChange.put(updated) : StoreChange.remove(List.of(selected)));
	}

	/**
	 * Decides what to answer when there is no response: no connection, a timeout, an open
	 * circuit, a full bulkhead (RFC 9111 §4.2.4, RFC 5861 §4).
	 * @param forward why the origin was asked
	 * @param now the time
	 * @return empty if no stored response may be used
	 */
	public Optional<ResponseDecision.ServeStale> onFailure(Forward forward, Instant now) {
		StoredResponse selected = forward.selected();
		CacheControl asked = CacheControl.ofRequest(forward.original().headers());
		if (selected == null || !StaleRules.isBetterThanError(selected, asked, this.rules, now)) {
			return Optional.empty();
		}
		Freshness freshness = Freshness.of(selected, this.rules);
		CachedAnswer answer = Answers.ofLastResort(forward.original(), selected, freshness.age(now));
		return Optional
			.of(new ResponseDecision.ServeStale(answer, Math.floorDiv(freshness.remainingMillis(now), 1000L)));
	}

	/**
	 * The URIs whose stored responses a response to an unsafe request makes invalid (RFC
	 * 9111 §4.4): the request's URI, and those in {@code Location} and
	 * {@code Content-Location} if they have the same origin.
	 * @return normalised URIs, as in {@link CacheKey#uri()}; may be empty
	 */
	public List<String> invalidated(CacheRequest request, int status, HeaderFields headers) {
		return Invalidation.of(request, status, headers);
	}

	/**
	 * Whole seconds until {@code response} is stale (RFC 9211 §2.4); negative after that.
	 */
	public long ttl(StoredResponse response, Instant now) {
		return Math.floorDiv(Freshness.of(response, this.rules).remainingMillis(now), 1000L);
	}

	/**
	 * How long a stored response can be used: while it is fresh (RFC 9111 §4.2), while it
	 * is refreshed or instead of an error (RFC 5861 §3, §4), or for validation (RFC 9111
	 * §4.3).
	 * @return the time from {@link StoredResponse#receivedAt()}; not negative
	 */
	public Duration usefulFor(StoredResponse response) {
		long fresh = Math.max(0, Freshness.of(response, this.rules).remainingMillis(response.receivedAt()));
		Duration stale = Duration.ofSeconds(StaleRules.longestUse(response, this.rules));
		Duration keep = this.rules.keepStale();
		boolean validated = response.hasValidator() && stale.compareTo(keep) < 0;
		return Duration.ofMillis(fresh).plus(validated ? keep : stale);
	}

}
