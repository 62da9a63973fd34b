package io.httpwrapper.cache;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Requests and responses written as a line: {@code Name: value ; Name: value}, where
 * {@code {-10}} is the date ten seconds before {@link #NOW}.
 */
final class Exchanges {

	static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	static final URI URL = URI.create("http://orders.test/a?b=1");

	private static final Pattern DATE = Pattern.compile("\\{(-?\\d+)}");

	private static final DateTimeFormatter FORMAT = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private Exchanges() {
	}

	static Instant at(double seconds) {
		return NOW.plus(Duration.ofMillis(Math.round(seconds * 1000)));
	}

	static String date(long seconds) {
		return FORMAT.format(NOW.plusSeconds(seconds));
	}

	static HeaderFields fields(@Nullable String lines) {
		List<String> fields = new ArrayList<>();
		for (String line : (lines != null && !lines.isBlank()) ? lines.split(" ; ") : new String[0]) {
			int colon = line.indexOf(':');
			fields.add(line.substring(0, colon).strip());
			fields.add(DATE.matcher(line.substring(colon + 1).strip()).replaceAll(Exchanges::date));
		}
		return HeaderFields.of(fields.toArray(String[]::new));
	}

	private static String date(MatchResult match) {
		return date(Long.parseLong(match.group(1)));
	}

	static CacheRequest get(@Nullable String headers) {
		return request("GET", headers);
	}

	static CacheRequest request(String method, @Nullable String headers) {
		return CacheRequest.of(method, URL, fields(headers));
	}

	/** A 200 with the body {@code 0123456789}, asked for and received now. */
	static StoredResponse stored(@Nullable String headers) {
		return stored(200, headers);
	}

	static StoredResponse stored(int status, @Nullable String headers) {
		return stored(status, headers, "");
	}

	/** As the answer to a request with these headers. */
	static StoredResponse stored(int status, @Nullable String headers, @Nullable String requestHeaders) {
		HeaderFields fields = fields(headers);
		return new StoredResponse(status, fields, Variants.selecting(fields, fields(requestHeaders)), NOW, NOW,
				body("0123456789"));
	}

	static StoredBody body(String text) {
		return StoredBody.of(text.getBytes(StandardCharsets.UTF_8));
	}

	static String text(CachedAnswer answer) {
		return answer.source().body().text(answer.offset(), answer.length(), StandardCharsets.UTF_8);
	}

	/** The response as a policy would store it; it must. */
	static StoredResponse storedBy(CachePolicy policy, CacheRequest request, int status, String headers, double at) {
		CacheDecision.Forward miss = (CacheDecision.Forward) policy.onRequest(request, List.of(), at(at));
		ResponseDecision decision = policy.onResponse(miss, status, fields(headers), at(at), at(at));
		return ((ResponseDecision.Store) decision).head().withBody(body("0123456789"));
	}

}
