package io.httpwrapper.policy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes secrets out of what is shown, by the names they have: of headers, query
 * parameters, fields of forms and of JSON. Names are compared without regard to case;
 * {@code *} stands for any characters. What cannot be read is not shown. Immutable.
 */
public final class Redaction {

	/** Shown in place of a secret. */
	public static final String MASK = "******";

	/** What is a secret whatever the settings. */
	public static final Set<String> NAMES = Set.of("authorization", "proxy-authorization", "cookie", "set-cookie",
			"x-api-key", "*apikey*", "*api-key*", "*api_key*", "*token*", "*secret*", "*password*", "*passwd*",
			"*passphrase*", "*credential*", "*signature*", "*session*", "*private*key*");

	/** In an address: who is before the host, and what comes after the path. */
	private static final Pattern IN_ADDRESSES = Pattern
		.compile("(?<=//)[^\\s/?#]*(?=@)|(?<![^\\s/?#])[^\\s/?#:]*+:[^\\s/?#]*(?=@)|(?<=\\?)\\S++");

	private final Pattern names;

	/**
	 * @param more names of secrets besides {@link #NAMES}
	 */
	public Redaction(Set<String> more) {
		Set<String> all = new LinkedHashSet<>(NAMES);
		all.addAll(more);
		this.names = Pattern.compile(all.stream()
			.map((name) -> Pattern.quote(name.toLowerCase(Locale.ROOT)).replace("*", "\\E.*\\Q"))
			.collect(Collectors.joining("|")), Pattern.DOTALL);
	}

	/** Whether the value of that name is not to be shown. */
	public boolean hides(String name) {
		return this.names.matcher(name.toLowerCase(Locale.ROOT)).matches();
	}

	/** The value of that name, or the mask. */
	public String value(String name, String value) {
		return hides(name) ? MASK : value;
	}

	/**
	 * A message that somebody else wrote, which may quote an address: without user info
	 * and queries.
	 */
	public static String message(String message) {
		return IN_ADDRESSES.matcher(message).replaceAll(MASK);
	}

	/**
	 * A query or form, {@code a=1&b=2}, with secrets masked. A part without a name is a
	 * value, and masked.
	 */
	public String form(String form) {
		StringBuilder shown = new StringBuilder();
		for (String part : form.split("&", -1)) {
			shown.append(shown.isEmpty() ? "" : "&").append(part(part));
		}
		return shown.toString();
	}

	private String part(String part) {
		int equals = part.indexOf('=');
		if (equals < 0) {
			return part.isEmpty() ? part : MASK;
		}
		String name = part.substring(0, equals);
		try {
			return name + "=" + value(URLDecoder.decode(name, StandardCharsets.UTF_8), part.substring(equals + 1));
		}
		catch (IllegalArgumentException ex) {
			return MASK;
		}
	}

	/**
	 * JSON, or the beginning of some, with the values of secret fields masked: whole
	 * ones, objects and arrays too.
	 */
	public String json(String json) {
		return new JsonRedaction(this, json).shown();
	}

}
