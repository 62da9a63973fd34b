package io.httpwrapper.autoconfigure.dashboard;

import java.util.function.BiConsumer;

/**
 * The security headers of the page: the browser loads nothing from other hosts, runs only
 * the page's own scripts and styles, sends no form, and shows the page in no frame.
 */
final class DashboardHeaders {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
			+ " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private DashboardHeaders() {
	}

	static void write(BiConsumer<String, String> header) {
		header.accept("Content-Security-Policy", POLICY);
		header.accept("X-Content-Type-Options", "nosniff");
		header.accept("X-Frame-Options", "DENY");
		header.accept("Referrer-Policy", "no-referrer");
		header.accept("Cache-Control", "no-store");
	}

}
