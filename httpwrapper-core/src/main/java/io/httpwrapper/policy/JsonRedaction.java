package io.httpwrapper.policy;

/**
 * Reads JSON from left to right, and copies all but the values of fields that are secret.
 * Takes what is not JSON, or breaks off, as it comes: what began as a secret stays one to
 * the end.
 */
final class JsonRedaction {

	private final Redaction redaction;

	private final String json;

	private final StringBuilder shown = new StringBuilder();

	private int at;

	JsonRedaction(Redaction redaction, String json) {
		this.redaction = redaction;
		this.json = json;
	}

	String shown() {
		while (more()) {
			if (peek() == '"') {
				string();
			}
			else {
				this.shown.append(this.json.charAt(this.at++));
			}
		}
		return this.shown.toString();
	}

	/** A name, if a colon follows, or a value. */
	private void string() {
		int start = this.at;
		String text = skipString();
		int afterText = this.at;
		skipSpace();
		if (more() && peek() == ':') {
			this.at++;
			skipSpace();
			this.shown.append(this.json, start, this.at);
			if (this.redaction.hides(text)) {
				skipValue();
				this.shown.append('"').append(Redaction.MASK).append('"');
			}
		}
		else {
			this.shown.append(this.json, start, afterText);
			this.at = afterText;
		}
	}

	private void skipValue() {
		int depth = 0;
		while (more()) {
			char next = peek();
			if (next == '"') {
				skipString();
			}
			else if (next == '{' || next == '[') {
				depth++;
				this.at++;
			}
			else if (depth > 0) {
				if (next == '}' || next == ']') {
					depth--;
				}
				this.at++;
			}
			else if (next == ',' || next == '}' || next == ']') {
				return;
			}
			else {
				this.at++;
				continue;
			}
			if (depth == 0 && next != ',') {
				return;
			}
		}
	}

	/** Moves behind a string, or to the end if it does not end. */
	private String skipString() {
		StringBuilder text = new StringBuilder();
		this.at++;
		while (more()) {
			char next = this.json.charAt(this.at++);
			if (next == '"') {
				break;
			}
			text.append((next == '\\' && more()) ? escaped() : next);
		}
		return text.toString();
	}

	private char escaped() {
		char next = this.json.charAt(this.at++);
		if (next == 'u' && this.at + 4 <= this.json.length()) {
			try {
				char code = (char) Integer.parseInt(this.json, this.at, this.at + 4, 16);
				this.at += 4;
				return code;
			}
			catch (NumberFormatException ex) {
				return next;
			}
		}
		return next;
	}

	private void skipSpace() {
		while (more() && Character.isWhitespace(peek())) {
			this.at++;
		}
	}

	private boolean more() {
		return this.at < this.json.length();
	}

	private char peek() {
		return this.json.charAt(this.at);
	}

}
