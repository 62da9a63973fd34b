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
 * Names are compared without case. If a directive is given twice, the first one counts
 * (§4.2.1), except that the field names of {@code no-cache} and {@code private} are
 * combined. Immutable.
 */
public final class CacheControl {

	/** The value of an absent directive that has seconds. */
	public static final long NONE = -1;

	private static final CacheControl EMPTY = new CacheControl(Map.of());

	/** The directives that may name fields (§5.2.2.4, §5.2.2.7). */
	private static final Set<String> NAMING = Set.of("no-cache", "private");

	/** The argument of each directive; empty if it has none. */
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
	 * throws. Malformed members are interpreted in the cautious way; see each method.
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
			// White space before "=" is not allowed. The directive is read anyway, with
			// an invalid argument.
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
	 * Combines field names, with or without quotes. If one directive names no field, all
	 * fields are meant (§5.2.2.4, §5.2.2.7).
	 */
	private static String names(String first, String second) {
		String names = FieldSyntax.unquoted(first);
		String more = FieldSyntax.unquoted(second);
		boolean all = names.isBlank() || more.isBlank() || (names + more).indexOf('"') >= 0;
		return all ? "" : names + "," + more;
	}

	/**
	 * The named fields; empty if there are none. Then the directive, if present, applies
	 * to all fields (§5.2.2.4, §5.2.2.7).
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
	 * In a response: seconds for which it is fresh (§5.2.2.1). In a request: the highest
	 * accepted age (§5.2.1.1).
	 * @return 0 if malformed, at most 2^31, {@link #NONE} if absent
	 */
	public long maxAge() {
		return this.maxAge;
	}

	/**
	 * In a response: seconds for which a shared cache may use it (§5.2.2.10).
	 * @return as {@link #maxAge()}
	 */
	public long sharedMaxAge() {
		return lifetime("s-maxage");
	}

	/**
	 * In a request: for how many seconds after its freshness a response may be used
	 * (§5.2.1.2).
	 * @return {@link Freshness#MAX_SECONDS} if no number is given, 0 if it is malformed,
	 * {@link #NONE} if absent
	 */
	public long maxStale() {
		return "".equals(this.directives.get("max-stale")) ? Freshness.MAX_SECONDS : lifetime("max-stale");
	}

	/**
	 * In a request: seconds for which the response must still be fresh (§5.2.1.3).
	 * @return 0 if malformed, {@link #NONE} if absent
	 */
	public long minFresh() {
		return lifetime("min-fresh");
	}

	/**
	 * In a response: for how many seconds after its freshness it may be used while it is
	 * refreshed (RFC 5861 §3).
	 * @return 0 if absent or malformed
	 */
	public long staleWhileRevalidate() {
		return Math.max(0, lifetime("stale-while-revalidate"));
	}

	/**
	 * In a request or a response: for how many seconds after its freshness the response
	 * may be used instead of an error (RFC 5861 §4).
	 * @return 0 if absent or malformed
	 */
	public long staleIfError() {
		return Math.max(0, lifetime("stale-if-error"));
	}

	/**
	 * Whether nothing may be stored (§5.2.1.5, §5.2.2.5).
	 */
	public boolean noStore() {
		return has("no-store");
	}

	/**
	 * Whether a response must not be used without asking the origin (§5.2.1.4, §5.2.2.4):
	 * {@code no-cache} without field names, or with an argument that is not a list of
	 * names.
	 */
	public boolean noCache() {
		return has("no-cache") && this.noCacheFields.isEmpty();
	}

	/**
	 * The fields that must not be used without asking the origin: {@code no-cache="a, b"}
	 * (§5.2.2.4). In any case of letters.
	 */
	public Set<String> noCacheFields() {
		return this.noCacheFields;
	}

	/**
	 * Whether the response is not for shared caches (§5.2.2.7): {@code private} without
	 * field names.
	 */
	public boolean isPrivate() {
		return has("private") && this.privateFields.isEmpty();
	}

	/**
	 * Whether {@code private} is present, with or without field names (§5.2.2.7).
	 */
	boolean mentionsPrivate() {
		return has("private");
	}

	/**
	 * The fields that are not for shared caches: {@code private="a, b"} (§5.2.2.7). In
	 * any case of letters.
	 */
	public Set<String> privateFields() {
		return this.privateFields;
	}

	/**
	 * Whether it may be stored although something else forbids it (§5.2.2.9).
	 */
	public boolean isPublic() {
		return has("public");
	}

	/**
	 * Whether it must never be used stale (§5.2.2.2).
	 */
	public boolean mustRevalidate() {
		return has("must-revalidate");
	}

	/**
	 * Whether a shared cache must never use it stale (§5.2.2.8).
	 */
	public boolean proxyRevalidate() {
		return has("proxy-revalidate");
	}

	/**
	 * Whether only a cache that understands its status may store it, and then despite
	 * {@code no-store} (§5.2.2.3).
	 */
	public boolean mustUnderstand() {
		return has("must-understand");
	}

	/**
	 * Whether it does not change while it is fresh (RFC 8246 §2).
	 */
	public boolean immutable() {
		return has("immutable");
	}

	/**
	 * In a request: whether it is to be answered from the cache, or else with 504
	 * (§5.2.1.7).
	 */
	public boolean onlyIfCached() {
		return has("only-if-cached");
	}

}
