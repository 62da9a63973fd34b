package io.httpwrapper.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.httpwrapper.http.FieldSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** RFC 9110 §5. */
class HeaderFieldsTests {

	private final HeaderFields fields = HeaderFields.of("A", "1", "b", "2", "a", "3");

	@Test
	void namesAreFoundInAnyCase() {
		assertThat(this.fields.first("a")).isEqualTo("1");
		assertThat(this.fields.lines("A")).containsExactly("1", "3");
		assertThat(this.fields.has("B")).isTrue();
		assertThat(this.fields.has("c")).isFalse();
		assertThat(this.fields.first("c")).isNull();
		assertThat(this.fields.size()).isEqualTo(3);
	}

	@Test
	void linesByNameAreTakenOver() {
		Map<String, List<String>> lines = new LinkedHashMap<>();
		lines.put("A", List.of("1", "2"));
		lines.put("B", List.of());
		lines.put("C", List.of("3"));

		assertThat(HeaderFields.of(lines.entrySet())).isEqualTo(HeaderFields.of("A", "1", "A", "2", "C", "3"));
		assertThat(HeaderFields.of(Map.<String, List<String>>of().entrySet())).isSameAs(HeaderFields.NONE);
	}

	@Test
	void fieldIsReplacedOrAdded() {
		assertThat(this.fields.with("a", "9")).isEqualTo(HeaderFields.of("b", "2", "a", "9"));
		assertThat(HeaderFields.NONE.with("a", "9")).isEqualTo(HeaderFields.of("a", "9"));
		assertThat(this.fields.without("b"::equals)).isEqualTo(HeaderFields.of("A", "1", "a", "3"));
		assertThat(this.fields.without("c"::equals)).isSameAs(this.fields);
		assertThat(this.fields.updatedWith(HeaderFields.of("A", "7", "D", "8")))
			.isEqualTo(HeaderFields.of("b", "2", "A", "7", "D", "8"));
	}

	@Test
	void nameWithoutValueIsRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> HeaderFields.of("a", "1", "b"))
			.withMessageContaining("[a, 1, b]");
	}

	@Test
	void textHasNoValues() {
		assertThat(this.fields).hasToString("[A, b, a]");
	}

	@Test
	void weightGrowsWithNamesAndValues() {
		assertThat(HeaderFields.NONE.weight()).isZero();
		assertThat(HeaderFields.of("a", "x".repeat(1000)).weight()).isBetween(1000L, 1200L);
	}

	@Test
	@Timeout(5)
	void quotesThatAreNeverClosedTakeNoLongerThanOthers() {
		String quotes = "\"\\".repeat(500_000);

		assertThat(HeaderFields.of("A", "a, " + quotes + ", b").members("A")).containsExactly("a", quotes, "b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			a                   | a
			a, b                | a;b
			a,b,,\t c ,         | a;b;c
			"a, b", c           | "a, b";c
			a="x, y", b         | a="x, y";b
			"a\\", b", c        | "a\\", b";c
			"a, b               | "a;b
			a", b               | a";b
			,                   | ``
			``                  | ``
			"\\                 | "\\
			""")
	void listIsSplitOutsideQuotedStrings(String value, String members) {
		List<String> split = new ArrayList<>(HeaderFields.of("a", value).members("A"));

		assertThat(String.join(";", split)).isEqualTo(members);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			a         | a
			"a"       | a
			"a\\"b"   | a"b
			"a\\\\"   | a\\
			""        | ``
			"         | "
			"a        | "a
			"a"b      | "a"b
			"a\\"     | "a\\"
			""")
	void quotedStringSaysWhatIsInIt(String value, String text) {
		assertThat(FieldSyntax.unquoted(value)).isEqualTo(text);
	}

}
