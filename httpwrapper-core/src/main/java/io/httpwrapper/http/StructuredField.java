package io.httpwrapper.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads a structured field (RFC 9651 §4.2) that is a List or a Dictionary of Items. Inner
 * lists count as malformed, because no field that is read here may contain one. Why we do
 * not use a library: ADR 24.
 *
 * <p>
 * A bare item is a {@link Long}, a {@link Double} for a Decimal, a {@link String}, a
 * {@link Boolean}, a {@link Token}, or {@link Bytes}. A Date is a {@link Long} and a
 * Display String a {@link String}, because no caller needs to tell them apart.
 */
public final class StructuredField {

	private static final int INTEGER_DIGITS = 15;

	private static final int DECIMAL_INTEGER_DIGITS = 12;

	private static final int FRACTION_DIGITS = 3;

	private static final String LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	private static final String TOKEN_CHARACTERS = LETTERS_AND_DIGITS + "!#$%&'*+-.^_`|~:/";

	private static final String KEY_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789_-.*";

	private static final String BASE64_CHARACTERS = LETTERS_AND_DIGITS + "+/=";

	private static final String DIGITS = "0123456789";

	private final FieldText text;

	private StructuredField(String text) {
		this.text = new FieldText(text);
	}

	/**
	 * The items of a List.
	 * @param text the field's value; that of several lines joined by commas
	 * @return the items in order, or null if the value is malformed
	 */
	public static @Nullable List<Item> list(String text) {
		try {
			StructuredField field = new StructuredField(text);
			List<Item> items = new ArrayList<>();
			for (boolean more = field.hasFirst(); more; more = field.hasNext()) {
				items.add(field.item());
			}
			return items;
		}
		catch (FieldText.Malformed ex) {
			return null;
		}
	}

	/**
	 * The members of a Dictionary whose values are items.
	 * @param text the field's value; that of several lines joined by commas
	 * @return the members by their keys, or null if the value is malformed
	 */
	public static @Nullable Map<String, Item> dictionary(String text) {
		try {
			StructuredField field = new StructuredField(text);
			Map<String, Item> members = new LinkedHashMap<>();
			for (boolean more = field.hasFirst(); more; more = field.hasNext()) {
				String key = field.key();
				members.put(key, field.text.skip('=') ? field.item() : new Item(true, field.parameters()));
			}
			return members;
		}
		catch (FieldText.Malformed ex) {
			return null;
		}
	}

	private boolean hasFirst() {
		this.text.skipAll(" ");
		return !this.text.atEnd();
	}

	/** Moves past the comma to another member, or finds the end. */
	private boolean hasNext() throws FieldText.Malformed {
		this.text.skipAll(" \t");
		if (this.text.atEnd()) {
			return false;
		}
		this.text.expect(',');
		this.text.skipAll(" \t");
		if (this.text.atEnd()) {
			throw FieldText.MALFORMED;
		}
		return true;
	}

	private Item item() throws FieldText.Malformed {
		return new Item(bareItem(), parameters());
	}

	private Map<String, Object> parameters() throws FieldText.Malformed {
		Map<String, Object> parameters = Map.of();
		while (this.text.skip(';')) {
			this.text.skipAll(" ");
			if (parameters.isEmpty()) {
				parameters = new LinkedHashMap<>();
			}
			String key = key();
			parameters.put(key, this.text.skip('=') ? bareItem() : Boolean.TRUE);
		}
		return parameters;
	}

	private String key() throws FieldText.Malformed {
		int start = this.text.position();
		if (this.text.peek() != '*' && !FieldText.isLower(this.text.peek())) {
			throw FieldText.MALFORMED;
		}
		this.text.skipAll(KEY_CHARACTERS);
		return this.text.from(start);
	}

	private Object bareItem() throws FieldText.Malformed {
		char first = this.text.peek();
		if (FieldText.isDigit(first) || first == '-') {
			return number();
		}
		if (FieldText.isAlpha(first) || first == '*') {
			return token();
		}
		return switch (this.text.next()) {
			case '"' -> string();
			case ':' -> bytes();
			case '?' -> bool();
			case '@' -> date();
			case '%' -> displayString();
			default -> throw FieldText.MALFORMED;
		};
	}

	private Object number() throws FieldText.Malformed {
		int start = this.text.position();
		this.text.skip('-');
		int integerDigits = digits();
		if (integerDigits == 0) {
			throw FieldText.MALFORMED;
		}
		if (!this.text.skip('.')) {
			if (integerDigits > INTEGER_DIGITS) {
				throw FieldText.MALFORMED;
			}
			return Long.valueOf(this.text.from(start));
		}
		int fractionDigits = digits();
		if (integerDigits > DECIMAL_INTEGER_DIGITS || fractionDigits == 0 || fractionDigits > FRACTION_DIGITS) {
			throw FieldText.MALFORMED;
		}
		return Double.valueOf(this.text.from(start));
	}

	private int digits() {
		int start = this.text.position();
		this.text.skipAll(DIGITS);
		return this.text.position() - start;
	}

	private String string() throws FieldText.Malformed {
		StringBuilder string = new StringBuilder();
		for (char c = this.text.next(); c != '"'; c = this.text.next()) {
			if (c == '\\') {
				c = this.text.next();
				if (c != '"' && c != '\\') {
					throw FieldText.MALFORMED;
				}
			}
			else if (!FieldText.isVisibleOrSpace(c)) {
				throw FieldText.MALFORMED;
			}
			string.append(c);
		}
		return string.toString();
	}

	private Token token() {
		int start = this.text.position();
		this.text.skipAll(TOKEN_CHARACTERS);
		return new Token(this.text.from(start));
	}

	private Bytes bytes() throws FieldText.Malformed {
		int start = this.text.position();
		this.text.skipAll(BASE64_CHARACTERS);
		String base64 = this.text.from(start);
		this.text.expect(':');
		try {
			byte[] bytes = Base64.getDecoder().decode(base64);
			return new Bytes(Base64.getEncoder().encodeToString(bytes));
		}
		catch (IllegalArgumentException ex) {
			throw FieldText.MALFORMED;
		}
	}

	private Boolean bool() throws FieldText.Malformed {
		char c = this.text.next();
		if (c != '0' && c != '1') {
			throw FieldText.MALFORMED;
		}
		return c == '1';
	}

	private Long date() throws FieldText.Malformed {
		if ((FieldText.isDigit(this.text.peek()) || this.text.peek() == '-') && number() instanceof Long seconds) {
			return seconds;
		}
		throw FieldText.MALFORMED;
	}

	private String displayString() throws FieldText.Malformed {
		this.text.expect('"');
		ByteBuffer bytes = ByteBuffer.allocate(this.text.left());
		for (char c = this.text.next(); c != '"'; c = this.text.next()) {
			if (!FieldText.isVisibleOrSpace(c)) {
				throw FieldText.MALFORMED;
			}
			bytes.put((c == '%') ? (byte) (hexDigit() << 4 | hexDigit()) : (byte) c);
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
		}
		catch (CharacterCodingException ex) {
			throw FieldText.MALFORMED;
		}
	}

	private int hexDigit() throws FieldText.Malformed {
		int digit = "0123456789abcdef".indexOf(this.text.next());
		if (digit < 0) {
			throw FieldText.MALFORMED;
		}
		return digit;
	}

	/**
	 * An item of a list, or the value of a member of a dictionary.
	 *
	 * @param value the bare item
	 * @param parameters its parameters; of two with one name, the last
	 */
	public record Item(Object value, Map<String, Object> parameters) {

	}

	/**
	 * A Token.
	 *
	 * @param text its characters
	 */
	public record Token(String text) {

	}

	/**
	 * A Byte Sequence.
	 *
	 * @param base64 its bytes in Base64, with padding
	 */
	public record Bytes(String base64) {

	}

}
