package io.httpwrapper.cache;

import java.util.List;

import io.httpwrapper.http.FieldSyntax;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes (RFC 9110 §14.1.2).
 *
 * @param first position of the first byte
 * @param last position of the last byte, not before the first
 */
record ByteRange(int first, int last) {

	private static final String UNIT = "bytes=";

	/**
	 * The single range that {@code Range} asks for (RFC 9110 §14.1.2, §14.2).
	 * @param length number of available bytes
	 * @return null if there are several ranges, another unit, no such bytes, or a
	 * malformed value; these are left to the origin
	 */
	static @Nullable ByteRange of(HeaderFields request, int length) {
		List<String> lines = request.lines("Range");
		if (lines.size() != 1 || !lines.get(0).regionMatches(true, 0, UNIT, 0, UNIT.length())) {
			return null;
		}
		String range = lines.get(0).substring(UNIT.length()).strip();
		int dash = range.indexOf('-');
		if (dash < 0) {
			return null;
		}
		return of(range.substring(0, dash), range.substring(dash + 1), length);
	}

	private static @Nullable ByteRange of(String from, String to, int length) {
		long first = FieldSyntax.number(from, Freshness.MAX_SECONDS);
		long last = to.isEmpty() ? Freshness.MAX_SECONDS : FieldSyntax.number(to, Freshness.MAX_SECONDS);
		if (from.isEmpty()) {
			boolean valid = !to.isEmpty() && last > 0 && length > 0;
			return valid ? new ByteRange((int) Math.max(0, length - last), length - 1) : null;
		}
		if (first < 0 || last < first || first >= length) {
			return null;
		}
		return new ByteRange((int) first, (int) Math.min(last, length - 1));
	}

	int length() {
		return this.last - this.first + 1;
	}

	/**
	 * Value of {@code Content-Range} (RFC 9110 §14.4).
	 */
	String contentRange(int complete) {
		return "bytes " + this.first + "-" + this.last + "/" + complete;
	}

}
