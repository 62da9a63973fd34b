package io.httpwrapper.cache;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §4.1. */
class VariantsTests {

	private static StoredResponse variant(String vary, String request, double receivedAt) {
		HeaderFields headers = Exchanges.fields("Vary: " + vary + " ; Date: {" + (long) receivedAt + "}");
		return new StoredResponse(200, headers, Variants.selecting(headers, Exchanges.fields(request)),
				Exchanges.at(receivedAt), Exchanges.at(receivedAt), Exchanges.body(""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			Foo             | Foo: 1                  | Foo: 1                        | true
			foo             | Foo: 1                  | fOO: 1                        | true
			Foo             | Foo: 1                  | Foo: 2                        | false
			Foo             | Foo: 1                  | Foo: 1 ; Other: 2             | true
			Foo             | Foo: 1                  | ``                            | false
			Foo             | ``                      | Foo: 1                        | false
			Foo             | ``                      | ``                            | true
			Foo             | ``                      | Foo:                          | false
			Foo             | Foo: a                  | Foo: A                        | false
			Foo             | Foo: 1, 2               | Foo: 1 ; Foo: 2               | true
			Foo             | Foo: 1,2                | Foo:  1 ,\t2                  | true
			Foo             | Foo: 1, 2               | Foo: 2, 1                     | false
			Foo             | Foo: 1 ; Foo: 2         | Foo: 2 ; Foo: 1               | false
			Foo             | Foo: "a, b"             | Foo: "a,b"                    | false
			Foo             | Foo: 1 2                | Foo: 12                       | false
			Foo, Bar        | Foo: 1 ; Bar: a         | Bar: a ; Foo: 1               | true
			Foo, Bar        | Foo: 1 ; Bar: a         | Foo: 1 ; Bar: b               | false
			Foo, Bar        | Foo: 1                  | Foo: 1                        | true
			Foo, Bar        | Foo: 1 ; Bar: a         | Foo: 1                        | false
			Foo, Bar        | Foo: 1                  | Bar: 1                        | false
			Foo, Bar, Baz   | Foo: 1 ; Bar: a ; Baz: 789 | Baz: 789 ; Foo: 1 ; Bar: a | true
			Foo, Bar, Baz   | Foo: 1 ; Baz: 789       | Foo: 1 ; Baz: 789             | true
			,Foo,, Bar,     | Foo: 1 ; Bar: a         | Foo: 1 ; Bar: a               | true
			Accept-Language | Accept-Language: en, de | Accept-Language: de, en       | true
			Accept-Language | Accept-Language: en, de | Accept-Language: EN,De        | true
			Accept-Language | Accept-Language: en;q=0.5, de | Accept-Language: de, en; q=0.5 | true
			Accept-Language | Accept-Language: en     | Accept-Language: en;q=1       | true
			Accept-Language | Accept-Language: en;q=0.5 | Accept-Language: en         | false
			Accept-Language | Accept-Language: en     | Accept-Language: en-GB        | false
			Accept-Encoding | Accept-Encoding: gzip, br | Accept-Encoding: BR,gzip    | true
			Accept-Charset  | Accept-Charset: utf-8, a | Accept-Charset: A, UTF-8     | true
			Accept          | Accept: text/a, text/b  | Accept: text/b,text/a         | true
			Accept          | Accept: text/a;v="X"    | Accept: text/a;v="x"          | false
			*               | Foo: 1                  | Foo: 1                        | false
			Foo, *          | Foo: 1                  | Foo: 1                        | false
			""")
	void responseFitsTheSameFieldsHoweverTheyAreWritten(String vary, String first, String second, boolean fits) {
		assertThat(Variants.fits(variant(vary, first, 0), Exchanges.fields(second))).isEqualTo(fits);
	}

	@Test
	void responseThatDoesNotVaryFitsAll() {
		assertThat(Variants.fits(Exchanges.stored("Date: {0}"), Exchanges.fields("Foo: 1"))).isTrue();
	}

	@Test
	void newestThatFitsIsSelected() {
		StoredResponse old = variant("Foo", "Foo: 1", 0);
		StoredResponse newer = variant("Foo, Bar", "Foo: 1", 10);
		StoredResponse other = variant("Foo", "Foo: 2", 20);

		assertThat(Variants.select(List.of(old, newer, other), Exchanges.fields("Foo: 1"))).isSameAs(newer);
		assertThat(Variants.select(List.of(newer, other, old), Exchanges.fields("Foo: 1"))).isSameAs(newer);
		assertThat(Variants.select(List.of(old, newer, other), Exchanges.fields("Foo: 1 ; Bar: 2"))).isSameAs(old);
		assertThat(Variants.select(List.of(old, newer, other), Exchanges.fields("Foo: 3"))).isNull();
	}

	@Test
	void ofEqualDatesTheOneReceivedLaterIsNewer() {
		HeaderFields headers = Exchanges.fields("Date: {0}");
		StoredResponse one = new StoredResponse(200, headers, HeaderFields.NONE, Exchanges.at(0), Exchanges.at(0.1),
				Exchanges.body(""));
		StoredResponse two = new StoredResponse(200, headers, HeaderFields.NONE, Exchanges.at(0), Exchanges.at(0.2),
				Exchanges.body(""));

		assertThat(Variants.select(List.of(one, two), HeaderFields.NONE)).isSameAs(two);
		assertThat(Variants.select(List.of(two, one), HeaderFields.NONE)).isSameAs(two);
	}

	@Test
	void storingKeepsTheOtherVariants() {
		StoredResponse one = variant("Foo", "Foo: 1", 0);
		StoredResponse two = variant("Foo", "Foo: 2", 1);
		StoredResponse newTwo = variant("Foo", "Foo:  2", 2);

		assertThat(StoreChange.put(newTwo).appliedTo(List.of(two, one), 8)).containsExactly(newTwo, one);
	}

	@Test
	void responseThatDoesNotVaryReplacesAll() {
		StoredResponse all = Exchanges.stored("Date: {0}");

		assertThat(StoreChange.put(all)
			.appliedTo(
					List.of(variant("Foo", "Foo: 1", 0), variant("Foo", "Foo: 2", 1), Exchanges.stored("Date: {-5}")),
					8))
			.containsExactly(all);
	}

	@Test
	void oldestVariantsGiveWay() {
		List<StoredResponse> stored = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			stored = new ArrayList<>(StoreChange.put(variant("Foo", "Foo: " + i, i)).appliedTo(stored, 3));
		}

		assertThat(stored).extracting((response) -> response.selecting().first("foo")).containsExactly("5", "4", "3");
	}

	@Test
	void removalSparesWhatHasTakenThePlace() {
		StoredResponse old = variant("Foo", "Foo: 1", 0);
		StoredResponse newer = variant("Foo", "Foo: 1", 1);
		StoreChange removal = StoreChange.remove(List.of(old));

		assertThat(removal.appliedTo(List.of(old, variant("Foo", "Foo: 2", 0)), 8)).hasSize(1);
		assertThat(removal.appliedTo(List.of(newer), 8)).containsExactly(newer);
	}

	@Test
	void noChangeIsEmpty() {
		assertThat(StoreChange.NONE.isEmpty()).isTrue();
		assertThat(StoreChange.remove(List.of())).isSameAs(StoreChange.NONE);
		assertThat(StoreChange.put(Exchanges.stored("Date: {0}")).isEmpty()).isFalse();
		assertThat(StoreChange.remove(List.of(Exchanges.stored("Date: {0}"))).isEmpty()).isFalse();
	}

}
