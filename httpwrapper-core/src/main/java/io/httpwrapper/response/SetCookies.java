package io.httpwrapper.response;

import java.net.HttpCookie;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Reads {@code Set-Cookie} lines as a connector does. A malformed line is ignored.
 */
final class SetCookies {

	/** The JDK's parser does not support this attribute. */
	private static final Pattern SAME_SITE = Pattern.compile("(?i);\\s*SameSite=(Strict|Lax|None)");

	private SetCookies() {
	}

	static MultiValueMap<String, ResponseCookie> parse(List<String> lines) {
		MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
		for (String line : lines) {
			Matcher sameSite = SAME_SITE.matcher(line);
			String policy = sameSite.find() ? sameSite.group(1) : null;
			try {
				HttpCookie.parse(line).forEach((cookie) -> cookies.add(cookie.getName(), cookie(cookie, policy)));
			}
			catch (IllegalArgumentException ex) {
				// not a cookie
			}
		}
		return CollectionUtils.unmodifiableMultiValueMap(cookies);
	}

	private static ResponseCookie cookie(HttpCookie cookie, @Nullable String sameSite) {
		return ResponseCookie.from(cookie.getName(), cookie.getValue())
			.domain(cookie.getDomain())
			.path(cookie.getPath())
			.maxAge(cookie.getMaxAge())
			.secure(cookie.getSecure())
			.httpOnly(cookie.isHttpOnly())
			.sameSite(sameSite)
			.build();
	}

}
