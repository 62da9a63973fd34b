package io.httpwrapper.http;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.httpwrapper.http.StructuredField.Bytes;
import io.httpwrapper.http.StructuredField.Item;
import io.httpwrapper.http.StructuredField.Token;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.DecimalItem;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.TokenItem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads what it must and nothing else. The judge is a library that knows all of RFC 8941;
 * the two types that RFC 9651 has added are not among the texts it is asked about.
 */
public class StructuredFieldTests {

	private static final List<String> PIECES = List.of("\"default\"", "\"a \\\"b\\\" \\\\\"", "\"\\x\"", "\"", "burst",
			"*t:/~", ";r=50", ";t=30", "; q=1", ";pk=:dHJpYWw=:", ":dHJpYWw:", ":=:", ":", ";pk", ";A=1", "?1", "?0",
			"?2", "0", "-0", "-1", "12", "999999999999999", "1000000000000000", "1.5", "-1.125", "1.", ".5", "1.1234",
			"123456789012.1", "1234567890123.1", ",", ", ", "\t,\t", " ", "\t", "=", ";", "limit=100", "a", "*", "_",
			"(1 2)", "\u00fc", "\u0000");

	/** All but what starts a Date or a Display String. */
	private static final String ANY = "azAZ09 \t!\"#$&'()*+,-./:;<=>?[]^_`{|}~\\\u0000\u007f\u00e9";

	@Test
	void itemsHaveTheirValuesAndParameters() {
		List<Item> items = StructuredField.list("\"burst\";q=100;w=60;pk=:dHJpYWw=:;acme, daily;q=1000 ,7;w=1.5");

		assertThat(items).containsExactly(
				new Item("burst", Map.of("q", 100L, "w", 60L, "pk", new Bytes("dHJpYWw="), "acme", true)),
				new Item(new Token("daily"), Map.of("q", 1000L)), new Item(7L, Map.of("w", 1.5)));
	}

	@Test
	void membersHaveTheirKeys() {
		Map<String, Item> members = StructuredField
			.dictionary("limit=100, remaining=50;x=1, reset=30, flag;y, limit=7");

		assertThat(members)
			.isEqualTo(Map.of("limit", new Item(7L, Map.of()), "remaining", new Item(50L, Map.of("x", 1L)), "reset",
					new Item(30L, Map.of()), "flag", new Item(true, Map.of("y", true))));
	}

	@Test
	void datesAndDisplayStringsAreRead() {
		assertThat(StructuredField.list("@1659578233, @-1, %\"f%c3%bc\""))
			.containsExactly(new Item(1659578233L, Map.of()), new Item(-1L, Map.of()), new Item("f\u00fc", Map.of()));
	}

	@Test
	void nothingIsAnEmptyList() {
		assertThat(StructuredField.list("  ")).isEmpty();
		assertThat(StructuredField.dictionary("")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { ",", "1,", "1 2", "1;;a", "1; ", "1;A", "\"a", "\"\\n\"", "\u00e9", ":a", ":a:", ":%:",
			"?", "?2", "--1", "1.", "@1.0", "@", "%\"%zz\"", "%\"%FF\"", "%\"%ff\"", "%\"a", "%\"%a", "%a", "(1)",
			"limit=1", "\t1" })
	void whatBreaksARuleIsNoList(String text) {
		assertThat(StructuredField.list(text)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "1,200000", "2,200000" })
	void whatTheLibraryReadsIsReadAlikeAndWhatItRefusesIsRefused(long seed, int texts) {
		Random random = new Random(seed);
		int wellFormed = 0;
		for (int i = 0; i < texts; i++) {
			String text = text(random).strip(); // this release of the library wants it so

			List<Item> own = StructuredField.list(text);

			assertThat(own).as(text).isEqualTo(libraryList(text));
			assertThat(StructuredField.dictionary(text)).as(text).isEqualTo(libraryDictionary(text));
			wellFormed += (own != null) ? 1 : 0;
		}
		assertThat(wellFormed).isGreaterThan(texts / 20);
	}

	public static String text(Random random) {
		StringBuilder text = new StringBuilder();
		int pieces = 1 + random.nextInt(6);
		for (int i = 0; i < pieces; i++) {
			text.append(PIECES.get(random.nextInt(PIECES.size())));
		}
		if (random.nextInt(4) == 0) {
			text.setCharAt(random.nextInt(text.length()), ANY.charAt(random.nextInt(ANY.length())));
		}
		return text.toString();
	}

	private static @Nullable List<Item> libraryList(String text) {
		try {
			List<ListElement<? extends Object>> elements = Parser.parseList(text).get();
			return elements.stream().anyMatch(InnerList.class::isInstance) ? null
					: elements.stream().map(StructuredFieldTests::item).toList();
		}
		catch (ParseException ex) {
			return null;
		}
	}

	private static @Nullable Map<String, Item> libraryDictionary(String text) {
		try {
			Map<String, Item> items = new HashMap<>();
			Parser.parseDictionary(text).get().forEach((key, element) -> items.put(key, item(element)));
			return items.values().stream().anyMatch((item) -> item.value() instanceof List) ? null : items;
		}
		catch (ParseException ex) {
			return null;
		}
	}

	private static Item item(ListElement<? extends Object> element) {
		Map<String, Object> parameters = new HashMap<>();
		element.getParams().forEach((name, value) -> parameters.put(name, value(value)));
		return new Item(value(element), parameters);
	}

	private static Object value(ListElement<? extends Object> element) {
		if (element instanceof TokenItem token) {
			return new Token(token.get());
		}
		if (element instanceof ByteSequenceItem bytes) {
			return new Bytes(Base64.getEncoder().encodeToString(bytes.get().array()));
		}
		return (element instanceof DecimalItem decimal) ? decimal.get().doubleValue() : element.get();
	}

}
