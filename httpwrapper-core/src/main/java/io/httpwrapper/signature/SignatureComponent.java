package io.httpwrapper.signature;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.httpwrapper.http.Origin;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * The parts of a request that can be signed, and their canonical form (RFC 9421 §2).
 */
final class SignatureComponent {

	/** The components that are not headers (§2.2). */
	static final List<String> DERIVED = List.of("@method", "@target-uri", "@authority", "@scheme", "@request-target",
			"@path", "@query");

	private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

	private SignatureComponent() {
	}

	static boolean isKnown(String name) {
		return name.startsWith("@") ? DERIVED.contains(name) : FIELD.matcher(name).matches();
	}

	/**
	 * The value that is signed.
	 * @throws IllegalStateException if the request has no such header
	 */
	static String value(String name, ClientRequest request) {
		URI uri = request.url();
		return switch (name) {
			case "@method" -> request.method().name();
			case "@target-uri" -> uri.toString();
			case "@authority" -> Origin.authority(uri); // §2.2.3
			case "@scheme" -> scheme(uri);
			case "@request-target" -> path(uri) + ((uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "");
			case "@path" -> path(uri);
			case "@query" -> "?" + ((uri.getRawQuery() != null) ? uri.getRawQuery() : "");
			default -> field(name, request);
		};
	}

	private static String scheme(URI uri) {
		return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
	}

	private static String path(URI uri) {
		return (uri.getRawPath() == null || uri.getRawPath().isEmpty()) ? "/" : uri.getRawPath();
	}

	/** All lines of the header joined into one (§2.1). */
	private static String field(String name, ClientRequest request) {
		List<String> lines = request.headers().getOrEmpty(name);
		if (lines.isEmpty()) {
			throw new IllegalStateException("The request has no header '" + name
					+ "', which auth.signature.components lists. Set it before the request is sent; a header that is set only when the body is written cannot be signed.");
		}
		return lines.stream()
			.map((line) -> line.trim().replaceAll("\\s*[\\r\\n]+\\s*", " "))
			.collect(Collectors.joining(", "));
	}

}
