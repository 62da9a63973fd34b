package io.httpwrapper.autoconfigure.dashboard;

import java.util.function.BiConsumer;

/**
 * What the browser is told to forbid: the page loads nothing from elsewhere, runs no
 * script and no style but its files, sends no form, and cannot be framed.
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
