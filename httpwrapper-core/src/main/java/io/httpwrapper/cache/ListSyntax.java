package io.httpwrapper.cache;

import java.util.function.Consumer;

/**
 * Syntax that several fields share: lists and quoted strings (RFC 9110 §5.6).
 */
final class ListSyntax {

	private ListSyntax() {
	}

	/**
	 * Splits at {@code separator} outside quoted strings (RFC 9110 §5.6.1, §5.6.4). A
	 * quote that is never closed does not start a quoted string.
	 * @param members receives each part, trimmed; empty parts are left out
	 */
	static void split(String value, char separator, Consumer<String> members) {
		int start = 0;
		boolean closed = true;
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '"' && closed) {
				int end = endOfQuoted(value, i);
				// If one quote is not closed, no later quote is either, so do not search
				// again for each.
				closed = end > i;
				i = end;
			}
			else if (c == separator) {
				add(value, start, i, members);
				start = i + 1;
			}
		}
		add(value, start, value.length(), members);
	}

	/**
	 * The index of the quote that closes the one at {@code open}, or {@code open} if
	 * there is none.
	 */
	private static int endOfQuoted(String value, int open) {
		for (int i = open + 1; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '\\') {
				i++;
			}
			else if (c == '"') {
				return i;
			}
		}
		return open;
	}

	private static void add(String value, int from, int to, Consumer<String> members) {
		int start = from;
		int end = to;
		while (start < end && isSpace(value.charAt(start))) {
			start++;
		}
		while (end > start && isSpace(value.charAt(end - 1))) {
			end--;
		}
		if (start < end) {
			members.accept(value.substring(start, end));
		}
	}

	private static boolean isSpace(char c) {
		return c == ' ' || c == '\t';
	}

	/**
	 * The content of a quoted string (RFC 9110 §5.6.4); other values unchanged.
	 */
	static String unquoted(String value) {
		int last = value.length() - 1;
		if (last < 1 || value.charAt(0) != '"' || endOfQuoted(value, 0) != last) {
			return value;
		}
		StringBuilder text = new StringBuilder(last);
		for (int i = 1; i < last; i++) {
			char c = value.charAt(i);
			text.append((c == '\\') ? value.charAt(++i) : c);
		}
		return text.toString();
	}

	/**
	 * A number of seconds (RFC 9111 §1.2.2): digits only.
	 * @return at most 2^31, which replaces any larger number; -1 if it is not a number
	 */
	static long seconds(String value) {
		if (value.isEmpty()) {
			return -1;
		}
		long seconds = 0;
		for (int i = 0; i < value.length(); i++) {
			int digit = value.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			seconds = Math.min(seconds * 10 + digit, Freshness.MAX_SECONDS);
		}
		return seconds;
	}

	/**
	 * Whether {@code value} is a token (RFC 9110 §5.6.2), like every field name.
	 */
	static boolean isToken(String value) {
		return !value.isEmpty() && value.chars().allMatch(ListSyntax::isTokenChar);
	}

	private static boolean isTokenChar(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
				|| "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
	}

}
