package io.httpwrapper.http;

import java.util.function.Consumer;

/**
 * Parts of field values that many fields share (RFC 9110 §5.6): lists, quoted strings,
 * tokens, numbers. Reads what is not well-formed as far as it can; a field with stricter
 * rules is a {@link StructuredField}.
 */
public final class FieldSyntax {

	private FieldSyntax() {
	}

	/**
	 * Splits at {@code separator} outside quoted strings (RFC 9110 §5.6.1, §5.6.4). A
	 * quote that is never closed opens no quoted string.
	 * @param members is given each part, without the white space around it; empty parts
	 * are left out
	 */
	public static void split(String value, char separator, Consumer<String> members) {
		int start = 0;
		boolean closed = true;
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '"' && closed) {
				int end = endOfQuoted(value, i);
				// If this one is not closed, none after it is: the rest is searched once
				// only.
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
	 * The content of a quoted string (RFC 9110 §5.6.4); anything else as it is.
	 */
	public static String unquoted(String value) {
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
	 * A number without a sign, for example of seconds (RFC 9111 §1.2.2): digits only.
	 * @param most stands for all larger numbers; less than {@link Long#MAX_VALUE} / 10
	 * @return 0 to {@code most}, or -1 if it is no number
	 */
	public static long number(String value, long most) {
		if (value.isEmpty()) {
			return -1;
		}
		long number = 0;
		for (int i = 0; i < value.length(); i++) {
			int digit = value.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			number = Math.min(number * 10 + digit, most);
		}
		return number;
	}

	/**
	 * Whether {@code value} is a token (RFC 9110 §5.6.2), like every field name.
	 */
	public static boolean isToken(String value) {
		return !value.isEmpty() && value.chars().allMatch(FieldSyntax::isTokenChar);
	}

	private static boolean isTokenChar(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
				|| "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
	}

}
