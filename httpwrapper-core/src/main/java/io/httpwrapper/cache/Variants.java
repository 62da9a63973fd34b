package io.httpwrapper.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Selects one of several responses of a URI for a request (RFC 9111 §4.1).
 */
final class Variants {

	/**
	 * In these fields neither order nor case has a meaning (RFC 9110 §12.5.2 to §12.5.4).
	 */
	private static final Set<String> PREFERENCES = Set.of("accept-language", "accept-encoding", "accept-charset");

	private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

	/** Besides the Accept fields: fields that describe the client, not its user. */
	private static final Set<String> CLIENT = Set.of("origin", "user-agent");

	private static final Comparator<StoredResponse> NEWEST = Comparator.comparing(StoredResponse::date)
		.thenComparing(StoredResponse::receivedAt);

	private Variants() {
	}

	/**
	 * The newest response that fits the request's fields, fresh or stale (RFC 9111 §4.1).
	 * @return null if none fits
	 */
	static @Nullable StoredResponse select(List<StoredResponse> stored, HeaderFields request) {
		StoredResponse newest = null;
		for (StoredResponse response : stored) {
			if (fits(response, request) && (newest == null || NEWEST.compare(response, newest) > 0)) {
				newest = response;
			}
		}
		return newest;
	}

	/**
	 * The newest response (RFC 9111 §4.1).
	 * @param stored not empty
	 */
	static StoredResponse newest(List<StoredResponse> stored) {
		return stored.stream().max(NEWEST).orElseThrow();
	}

	/**
	 * Whether the fields by which {@code response} varies have the same values in the
	 * request as before (RFC 9111 §4.1). {@code Vary: *} fits none.
	 */
	static boolean fits(StoredResponse response, HeaderFields request) {
		if (!response.headers().has("Vary")) {
			return true;
		}
		return !isStar(response.headers()) && selecting(response.headers(), request).equals(response.selecting());
	}

	/**
	 * Whether {@code Vary} contains {@code *} (RFC 9110 §12.5.5).
	 */
	static boolean isStar(HeaderFields response) {
		return response.has("Vary") && response.members("Vary").contains("*");
	}

	/**
	 * Whether {@code Vary} names fields that may identify the user (RFC 9111 §4.1), for
	 * requests to which credentials are added below the cache. These are credentials, and
	 * all fields that the request itself does not have, unless they only describe the
	 * client.
	 */
	static boolean isByUser(HeaderFields response, HeaderFields request) {
		return response.has("Vary") && response.members("Vary")
			.stream()
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.anyMatch((name) -> CREDENTIALS.contains(name) || !(request.has(name) || isOfTheClient(name)));
	}

	private static boolean isOfTheClient(String name) {
		return name.startsWith("accept") || name.startsWith("access-control-") || CLIENT.contains(name);
	}

	/**
	 * The fields of the request that the response's {@code Vary} names, normalised, in
	 * alphabetical order (RFC 9111 §4.1).
	 */
	static HeaderFields selecting(HeaderFields response, HeaderFields request) {
		if (!response.has("Vary")) {
			return HeaderFields.NONE;
		}
		Set<String> names = new TreeSet<>();
		response.members("Vary").forEach((name) -> names.add(name.toLowerCase(Locale.ROOT)));
		List<String> fields = new ArrayList<>();
		for (String name : names) {
			if (request.has(name)) {
				fields.add(name);
				fields.add(normalised(name, request));
			}
		}
		return HeaderFields.of(fields.toArray(String[]::new));
	}

	/**
	 * Joins the lines, without white space around commas (RFC 9111 §4.1). Where order and
	 * case have no meaning, they are normalised too.
	 */
	private static String normalised(String name, HeaderFields request) {
		List<String> members = request.members(name);
		if (PREFERENCES.contains(name)) {
			return String.join(",", members.stream().map(Variants::preference).sorted().toList());
		}
		return String.join(",", "accept".equals(name) ? members.stream().sorted().toList() : members);
	}

	/** Removes a weight of 1, which is the default (RFC 9110 §12.4.2). */
	private static String preference(String member) {
		String text = member.toLowerCase(Locale.ROOT).replace(" ", "").replace("\t", "");
		return text.endsWith(";q=1") ? text.substring(0, text.length() - 4) : text;
	}

	/**
	 * Whether {@code newer} replaces {@code old}: requests that select one of them also
	 * select the other (RFC 9111 §4.1).
	 */
	static boolean replaces(StoredResponse newer, StoredResponse old) {
		if (!newer.headers().has("Vary")) {
			return true;
		}
		return variesAlike(newer, old) && newer.selecting().equals(old.selecting());
	}

	/**
	 * Whether both are the same version of the same response.
	 */
	static boolean isSame(StoredResponse one, StoredResponse other) {
		return one.receivedAt().equals(other.receivedAt()) && one.status() == other.status() && variesAlike(one, other)
				&& one.selecting().equals(other.selecting());
	}

	/**
	 * Whether both vary by the same fields (RFC 9110 §12.5.5).
	 */
	static boolean variesAlike(StoredResponse one, StoredResponse other) {
		return names(one).equals(names(other));
	}

	private static Set<String> names(StoredResponse response) {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		names.addAll(response.headers().members("Vary"));
		return names;
	}

}
