package io.httpwrapper.cache;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.httpwrapper.http.FieldSyntax;
import org.jspecify.annotations.Nullable;

/**
 * The directives of a {@code Cache-Control} (RFC 9111 §5.2), of a request or a response.
 * Names in any case; of a directive given twice the first counts (§4.2.1), except that
 * the field names of {@code no-cache} and {@code private} add up. Immutable.
 */
public final class CacheControl {

	/** What a directive with seconds answers when it is absent. */
	public static final long NONE = -1;

	private static final CacheControl EMPTY = new CacheControl(Map.of());

	/** Those that may name fields (§5.2.2.4, §5.2.2.7). */
	private static final Set<String> NAMING = Set.of("no-cache", "private");

	/** Directive to argument; empty if it has none. */
	private final Map<String, String> directives;

	private final Set<String> noCacheFields;

	private final Set<String> privateFields;

	private final long maxAge;

	private CacheControl(Map<String, String> directives) {
		this.directives = directives;
		this.noCacheFields = fields(directives.get("no-cache"));
		this.privateFields = fields(directives.get("private"));
		this.maxAge = lifetime("max-age");
	}

	/**
	 * Reads the {@code Cache-Control} lines of a header section (RFC 9111 §5.2). Never
	 * throws; malformed members are taken the careful way, see each method.
	 */
	public static CacheControl of(HeaderFields headers) {
		if (!headers.has("Cache-Control")) {
			return EMPTY;
		}
		Map<String, String> directives = new HashMap<>();
		for (String member : headers.members("Cache-Control")) {
			int equals = member.indexOf('=');
			String name = (equals < 0) ? member : member.substring(0, equals);
			String argument = (equals < 0) ? "" : member.substring(equals + 1);
			// White space before "=" is not allowed: what is left is read as if it were,
			// with an argument that is none.
			boolean malformed = !name.equals(name.strip());
			String directive = name.strip().toLowerCase(Locale.ROOT);
			directives.merge(directive, malformed ? " " : argument,
					NAMING.contains(directive) ? CacheControl::names : (first, second) -> first);
		}
		return new CacheControl(directives);
	}

	/**
	 * Reads the directives of a request (RFC 9111 §5.2.1). {@code Pragma: no-cache} means
	 * {@code no-cache} when there is no {@code Cache-Control} (§5.4).
	 */
	public static CacheControl ofRequest(HeaderFields headers) {
		if (headers.has("Pragma") && !headers.has("Cache-Control")
				&& headers.members("Pragma").stream().anyMatch("no-cache"::equalsIgnoreCase)) {
			return new CacheControl(Map.of("no-cache", ""));
		}
		return of(headers);
	}

	/**
	 * Field names add up, in quotes or not; where one names none, all are meant
	 * (§5.2.2.4, §5.2.2.7).
	 */
	private static String names(String first, String second) {
		String names = FieldSyntax.unquoted(first);
		String more = FieldSyntax.unquoted(second);
		boolean all = names.isBlank() || more.isBlank() || (names + more).indexOf('"') >= 0;
		return all ? "" : names + "," + more;
	}

	/**
	 * Empty if it names no fields: then the directive, if it is there, means them all
	 * (§5.2.2.4, §5.2.2.7).
	 */
	private static Set<String> fields(@Nullable String argument) {
		if (argument == null || argument.isEmpty()) {
			return Set.of();
		}
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		FieldSyntax.split(FieldSyntax.unquoted(argument), ',', names::add);
		return names.stream().allMatch(FieldSyntax::isToken) ? Collections.unmodifiableSet(names) : Set.of();
	}

	/** Invalid freshness information means stale (§4.2.1). */
	private long lifetime(String name) {
		String argument = this.directives.get(name);
		return (argument != null)
				? Math.max(0, FieldSyntax.number(FieldSyntax.unquoted(argument), Freshness.MAX_SECONDS)) : NONE;
	}

	private boolean has(String name) {
		return this.directives.containsKey(name);
	}

	/**
	 * Response: seconds for which it is fresh (§5.2.2.1). Request: highest age wanted
	 * (§5.2.1.1).
	 * @return 0 if malformed, at most 2^31, {@link #NONE} if absent
	 */
	public long maxAge() {
		return this.maxAge;
	}

	/**
	 * Response: seconds for which a shared cache may use it (§5.2.2.10).
	 * @return as {@link #maxAge()}
	 */
	public long sharedMaxAge() {
		return lifetime("s-maxage");
	}

	/**
	 * Request: seconds beyond its freshness that a response may be used (§5.2.1.2).
	 * @return {@link Freshness#MAX_SECONDS} if no number is given, 0 if it is malformed,
	 * {@link #NONE} if absent
	 */
	public long maxStale() {
		return "".equals(this.directives.get("max-stale")) ? Freshness.MAX_SECONDS : lifetime("max-stale");
	}

	/**
	 * Request: seconds for which the response must stay fresh (§5.2.1.3).
	 * @return 0 if malformed, {@link #NONE} if absent
	 */
	public long minFresh() {
		return lifetime("min-fresh");
	}

	/**
	 * Response: seconds beyond its freshness while it may be used and refreshed meanwhile
	 * (RFC 5861 §3).
	 * @return 0 if absent or malformed
	 */
	public long staleWhileRevalidate() {
		return Math.max(0, lifetime("stale-while-revalidate"));
	}

	/**
	 * Request or response: seconds beyond its freshness while it may be used instead of
	 * an error (RFC 5861 §4).
	 * @return 0 if absent or malformed
	 */
	public long staleIfError() {
		return Math.max(0, lifetime("stale-if-error"));
	}

	/**
	 * Nothing of it may be stored (§5.2.1.5, §5.2.2.5).
	 */
	public boolean noStore() {
		return has("no-store");
	}

	/**
	 * Not to be used without asking the origin (§5.2.1.4, §5.2.2.4): {@code no-cache}
	 * without field names, or with an argument that is not a list of names.
	 */
	public boolean noCache() {
		return has("no-cache") && this.noCacheFields.isEmpty();
	}

	/**
	 * Fields not to be sent again without asking the origin: {@code no-cache="a, b"}
	 * (§5.2.2.4). Any case.
	 */
	public Set<String> noCacheFields() {
		return this.noCacheFields;
	}

	/**
	 * Not for shared caches (§5.2.2.7): {@code private} without field names.
	 */
	public boolean isPrivate() {
		return has("private") && this.privateFields.isEmpty();
	}

	/**
	 * Whether {@code private} is there at all, with field names or without (§5.2.2.7).
	 */
	boolean mentionsPrivate() {
		return has("private");
	}

	/**
	 * Fields that are not for shared caches: {@code private="a, b"} (§5.2.2.7). Any case.
	 */
	public Set<String> privateFields() {
		return this.privateFields;
	}

	/**
	 * May be stored although something else forbids it (§5.2.2.9).
	 */
	public boolean isPublic() {
		return has("public");
	}

	/**
	 * Must never be used stale (§5.2.2.2).
	 */
	public boolean mustRevalidate() {
		return has("must-revalidate");
	}

	/**
	 * Must never be used stale by a shared cache (§5.2.2.8).
	 */
	public boolean proxyRevalidate() {
		return has("proxy-revalidate");
	}

	/**
	 * To be stored, in spite of {@code no-store}, by a cache that knows its status, and
	 * by no other (§5.2.2.3).
	 */
	public boolean mustUnderstand() {
		return has("must-understand");
	}

	/**
	 * Does not change while it is fresh (RFC 8246 §2).
	 */
	public boolean immutable() {
		return has("immutable");
	}

	/**
	 * Request: to be answered from the cache or with 504 (§5.2.1.7).
	 */
	public boolean onlyIfCached() {
		return has("only-if-cached");
	}

}
