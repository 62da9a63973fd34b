package io.httpwrapper.http;

/**
 * The text of a field, read from left to right.
 */
final class FieldText {

	/** The text breaks a rule. One instance is enough: it carries no message. */
	static final Malformed MALFORMED = new Malformed();

	private final String text;

	private int at;

	FieldText(String text) {
		this.text = text;
	}

	/** The index of the next character. */
	int position() {
		return this.at;
	}

	/** The number of characters that are left. */
	int left() {
		return this.text.length() - this.at;
	}

	/** The text from {@code start} to the next character. */
	String from(int start) {
		return this.text.substring(start, this.at);
	}

	boolean atEnd() {
		return left() == 0;
	}

	/** The next character; at the end one that no rule accepts. */
	char peek() {
		return atEnd() ? '\0' : this.text.charAt(this.at);
	}

	char next() throws Malformed {
		if (atEnd()) {
			throw MALFORMED;
		}
		return this.text.charAt(this.at++);
	}

	void expect(char c) throws Malformed {
		if (!skip(c)) {
			throw MALFORMED;
		}
	}

	boolean skip(char c) {
		boolean there = !atEnd() && this.text.charAt(this.at) == c;
		if (there) {
			this.at++;
		}
		return there;
	}

	/** Skips all of these characters that come next. */
	void skipAll(String characters) {
		while (!atEnd() && characters.indexOf(this.text.charAt(this.at)) >= 0) {
			this.at++;
		}
	}

	static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	static boolean isLower(char c) {
		return c >= 'a' && c <= 'z';
	}

	static boolean isAlpha(char c) {
		return isLower(c) || (c >= 'A' && c <= 'Z');
	}

	static boolean isVisibleOrSpace(char c) {
		return c >= ' ' && c <= '~';
	}

	/**
	 * The text breaks a rule.
	 */
	static final class Malformed extends Exception {

		private static final long serialVersionUID = 1L;

		private Malformed() {
			super(null, null, false, false);
		}

	}

}
