package io.httpwrapper.http;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a request goes (RFC 9110 §4.3.1). Two are equal if they are the same origin: case
 * does not count, and a missing port is the default port of the scheme.
 *
 * <p>
 * Host and port are also found where {@link URI#getHost()} is null, because Java does not
 * accept the name as a host name: {@code http://order_service:8080}.
 *
 * @param scheme in lower case; empty for a relative URI
 * @param host in lower case, an IPv6 address in brackets; empty for a relative URI
 * @param port the port in force, or {@link #NO_PORT} if the scheme has no default port
 */
public record Origin(String scheme, String host, int port) {

	/** The port of a URI that names none. */
	public static final int NO_PORT = -1;

	private static final int HIGHEST_PORT = 65_535;

	/**
	 * The origin of a URI.
	 * @param uri its user information is ignored
	 */
	public static Origin of(URI uri) {
		String scheme = lower(Objects.requireNonNullElse(uri.getScheme(), ""));
		int port = port(uri);
		return new Origin(scheme, lower(host(uri)), (port != NO_PORT) ? port : defaultPort(scheme));
	}

	/**
	 * {@code host:port}, always with the port if it is known: the name of the server.
	 * {@code http} and {@code https} of one host differ; two schemes on one port do not.
	 */
	public String name() {
		return (this.port != NO_PORT) ? this.host + ":" + this.port : this.host;
	}

	/**
	 * Whether a URI has this origin. Allocates nothing for usual host names.
	 */
	public boolean isOf(URI uri) {
		if (!this.scheme.equalsIgnoreCase(Objects.requireNonNullElse(uri.getScheme(), ""))) {
			return false;
		}
		int port = port(uri);
		return this.port == ((port != NO_PORT) ? port : defaultPort(this.scheme))
				&& this.host.equalsIgnoreCase(host(uri));
	}

	/**
	 * {@code host} or {@code host:port} in the form that HTTP compares (RFC 9110 §4.2.3):
	 * in lower case, without user information and without the default port.
	 * @param uri an absolute URI
	 * @return empty if the URI has no authority
	 */
	public static String authority(URI uri) {
		String authority = lower(withoutUser(uri));
		int colon = colonOfPort(authority);
		if (colon < 0) {
			return authority;
		}
		boolean implied = colon == authority.length() - 1
				|| port(authority, colon) == defaultPort(lower(String.valueOf(uri.getScheme())));
		return implied ? authority.substring(0, colon) : authority;
	}

	/**
	 * {@code host} or {@code host:port} as the URI has it, without user information: for
	 * people to read.
	 * @return empty for a relative URI
	 */
	public static String display(URI uri) {
		int port = port(uri);
		return (port != NO_PORT) ? host(uri) + ":" + port : host(uri);
	}

	/**
	 * The host as the URI has it.
	 * @return empty for a relative URI
	 */
	public static String host(URI uri) {
		if (uri.getHost() != null) {
			return uri.getHost();
		}
		String authority = withoutUser(uri);
		int colon = colonOfPort(authority);
		return (colon < 0) ? authority : authority.substring(0, colon);
	}

	/**
	 * The port as the URI has it, or {@link #NO_PORT}.
	 */
	public static int port(URI uri) {
		if (uri.getHost() != null) {
			return uri.getPort();
		}
		String authority = withoutUser(uri);
		int colon = colonOfPort(authority);
		return (colon < 0) ? NO_PORT : port(authority, colon);
	}

	private static int defaultPort(String scheme) {
		return switch (scheme) {
			case "https", "wss" -> 443;
			case "http", "ws" -> 80;
			default -> NO_PORT;
		};
	}

	private static String withoutUser(URI uri) {
		String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
		return authority.substring(authority.lastIndexOf('@') + 1);
	}

	/** The index of the colon before a port, or -1. The port itself may be missing. */
	private static int colonOfPort(String authority) {
		int i = authority.length() - 1;
		while (i >= 0 && authority.charAt(i) >= '0' && authority.charAt(i) <= '9') {
			i--;
		}
		return (i >= 0 && authority.charAt(i) == ':' && port(authority, i) <= HIGHEST_PORT) ? i : -1;
	}

	private static int port(String authority, int colon) {
		if (colon == authority.length() - 1) {
			return NO_PORT;
		}
		int number = 0;
		for (int i = colon + 1; i < authority.length(); i++) {
			number = Math.min(number * 10 + authority.charAt(i) - '0', HIGHEST_PORT + 1);
		}
		return number;
	}

	private static String lower(String text) {
		return text.toLowerCase(Locale.ROOT);
	}

}
