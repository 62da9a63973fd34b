package io.httpwrapper.cache;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import io.httpwrapper.http.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The key of stored responses (RFC 9111 §2): the URI of a GET. All its variants have the
 * same key.
 *
 * @param uri the normalised URI (RFC 9110 §4.2.3): scheme and host in lower case, without
 * default port, user and fragment; path and query byte for byte. Invalidation uses only
 * the URI, for all users
 * @param user a hash of the credentials that identify the user, or empty if users share
 * answers
 */
public record CacheKey(String uri, String user) {

	/** Stands for any credentials other than the client's own. */
	private static final List<String> OTHERS = List.of("others");

	/**
	 * The key of the answers to {@code request} (RFC 9111 §2).
	 */
	public static CacheKey of(CacheRequest request, CacheRules rules) {
		return of(request, rules, false);
	}

	/**
	 * The key of the answers to {@code request}.
	 * @param ownCredentials whether requests without {@code Authorization} are sent with
	 * the client's own credentials; their answers are not for requests with other
	 * credentials
	 */
	public static CacheKey of(CacheRequest request, CacheRules rules, boolean ownCredentials) {
		return new CacheKey(normalised(request.uri()), user(request, rules, ownCredentials));
	}

	/**
	 * The normalised form of an absolute URI (RFC 9110 §4.2.3, RFC 3986 §6.2.3).
	 */
	public static String normalised(URI uri) {
		String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
		String authority = Origin.authority(uri);
		String path = uri.getRawPath();
		boolean rooted = path != null && !path.isEmpty();
		if (rooted && uri.getRawFragment() == null && authority.equals(uri.getRawAuthority())
				&& scheme.equals(uri.getScheme())) {
			return uri.toString();
		}
		StringBuilder text = new StringBuilder(96).append(scheme).append("://").append(authority);
		text.append(rooted ? path : "/");
		if (uri.getRawQuery() != null) {
			text.append('?').append(uri.getRawQuery());
		}
		return text.toString();
	}

	private static String user(CacheRequest request, CacheRules rules, boolean ownCredentials) {
		String userInfo = request.uri().getRawUserInfo();
		if (!rules.perUser()) {
			boolean others = ownCredentials && !rules.oneUser() && request.headers().has("Authorization");
			boolean none = userInfo == null && !others;
			return none ? "" : hash(userInfo, others ? OTHERS : List.of(), List.of());
		}
		List<String> authorization = request.headers().lines("Authorization");
		List<String> cookies = request.headers().lines("Cookie");
		boolean none = userInfo == null && authorization.isEmpty() && cookies.isEmpty();
		return none ? "" : hash(userInfo, authorization, cookies);
	}

	private static String hash(@Nullable String userInfo, List<String> authorization, List<String> cookies) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			// None of them can contain a line break, so the separators are unambiguous.
			String text = userInfo + "\n" + String.join("\r", authorization) + "\n" + String.join("\r", cookies);
			return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java platform must have SHA-256, but this one does not.", ex);
		}
	}

}
