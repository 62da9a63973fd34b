package io.httpwrapper.cache;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §5.2. */
class CacheControlTests {

	private static CacheControl read(String... lines) {
		HeaderFields headers = HeaderFields.NONE;
		String[] fields = new String[lines.length * 2];
		for (int i = 0; i < lines.length; i++) {
			fields[2 * i] = (i % 2 == 0) ? "Cache-Control" : "cache-control";
			fields[2 * i + 1] = lines[i];
		}
		return CacheControl.of((lines.length > 0) ? HeaderFields.of(fields) : headers);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			max-age=0                       | 0
			max-age=3600                    | 3600
			max-age=003600                  | 3600
			MaX-aGe=3600                    | 3600
			max-age="3600"                  | 3600
			max-age=2147483647              | 2147483647
			max-age=2147483648              | 2147483648
			max-age=2147483649              | 2147483648
			max-age=99999999999999999999999 | 2147483648
			foo, max-age=5                  | 5
			foo,,max-age=5,                 | 5
			foo="bar, max-age=1", max-age=5 | 5
			max-age=5, foo="bar, max-age=1" | 5
			foo="a\\", max-age=1", max-age=5 | 5
			max-age=5, max-age=1            | 5
			max-age=1, max-age=5            | 1
			\tmax-age=5\t                   | 5
			max-age                         | 0
			max-age=                        | 0
			max-age=-1                      | 0
			max-age=+1                      | 0
			max-age=1.5                     | 0
			max-age=3600a                   | 0
			max-age=a3600                   | 0
			max-age='3600'                  | 0
			max-age=""                      | 0
			max-age="36                     | 0
			max-age =3600                   | 0
			max-age= 3600                   | 0
			max-age=0x10                    | 0
			max-age=\u0663                  | 0
			smax-age=5                      | -1
			'max-age=5'                     | -1
			"max-age=5"                     | -1
			''                              | -1
			,                               | -1
			=5                              | -1
			""")
	void lifetimeIsStrictAndStaleIfMalformed(String value, long seconds) {
		assertThat(read(value).maxAge()).isEqualTo(seconds);
	}

	@Test
	void linesAreOneListAndTheFirstOfTwoCounts() {
		assertThat(read("no-transform", "max-age=7", "max-age=9").maxAge()).isEqualTo(7);
		assertThat(read("max-age=7, foo=\"", "no-store\"").noStore()).isFalse();
		assertThat(read("max-age=7, foo=\"", "no-store").noStore()).isTrue();
	}

	@Test
	void quoteThatIsNeverClosedHidesNothing() {
		assertThat(read("foo=\"bar, no-store").noStore()).isTrue();
	}

	@Test
	void withoutTheFieldThereIsNothing() {
		CacheControl none = read();

		assertThat(List.of(none.maxAge(), none.sharedMaxAge(), none.maxStale(), none.minFresh())).containsOnly(-1L);
		assertThat(List.of(none.staleIfError(), none.staleWhileRevalidate())).containsOnly(0L);
		assertThat(List.of(none.noStore(), none.noCache(), none.isPrivate(), none.isPublic(), none.mustRevalidate(),
				none.proxyRevalidate(), none.mustUnderstand(), none.immutable(), none.onlyIfCached()))
			.containsOnly(false);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			max-stale         | 2147483648
			max-stale=5       | 5
			max-stale="5"     | 5
			max-stale=        | 2147483648
			max-stale=x       | 0
			max-stale=-1      | 0
			max-age=5         | -1
			""")
	void staleWithoutANumberMeansAny(String value, long seconds) {
		assertThat(read(value).maxStale()).isEqualTo(seconds);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			stale-while-revalidate=30, stale-if-error=60 | 30 | 60
			stale-while-revalidate=x, stale-if-error     | 0  | 0
			stale-while-revalidate="30"                  | 30 | 0
			Stale-If-Error=99999999999                   | 0  | 2147483648
			""")
	void staleWindowsAreNothingUnlessWellFormed(String value, long revalidate, long error) {
		assertThat(read(value).staleWhileRevalidate()).isEqualTo(revalidate);
		assertThat(read(value).staleIfError()).isEqualTo(error);
	}

	@ParameterizedTest
	@ValueSource(strings = { "no-store", "No-Store", "nO-sToRe=1", "no-store=\"x\"", "a, no-store", "no-store ,a",
			"no-store =1" })
	void whatForbidsIsHeardHoweverItIsWritten(String value) {
		assertThat(read(value).noStore()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "no-stores", "xno-store", "foo=no-store", "foo=\"no-store\"", "foo=\"a, no-store, b\"" })
	void whatOnlyLooksLikeItIsNot(String value) {
		assertThat(read(value).noStore()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			no-cache                      | true  | ``
			NO-CACHE                      | true  | ``
			no-cache=""                   | true  | ``
			no-cache="a b"                | true  | ``
			no-cache="a, b c"             | true  | ``
			no-cache="a"                  | false | a
			no-cache=a                    | false | a
			no-cache="A, b-C"             | false | A,b-C
			no-cache=" a ,, b "           | false | a,b
			no-cache="a", no-cache="b"    | false | a,b
			no-cache="a", no-cache=b      | false | a,b
			no-cache=a, no-cache="b"      | false | a,b
			no-cache=a, no-cache=b        | false | a,b
			no-cache="a", no-cache        | true  | ``
			no-cache=a, no-cache          | true  | ``
			no-cache=a, no-cache=""       | true  | ``
			no-cache="a", no-cache =b     | true  | ``
			no-cache="a", no-cache="b c"  | true  | ``
			no-cache=a, no-cache="b       | true  | ``
			no-cache="\\"a", no-cache="b\\"" | true | ``
			no-cache, no-cache="a"        | true  | ``
			max-age=1                     | false | ``
			""")
	void noCacheMayNameFields(String value, boolean all, String fields) {
		assertThat(read(value).noCache()).isEqualTo(all);
		assertThat(String.join(",", read(value).noCacheFields())).isEqualTo(fields);
		String privately = value.replace("no-cache", "private").replace("NO-CACHE", "PRIVATE");
		assertThat(read(privately).isPrivate()).isEqualTo(all);
		assertThat(String.join(",", read(privately).privateFields())).isEqualTo(fields);
	}

	@Test
	void namedFieldsAreComparedInAnyCase() {
		assertThat(read("no-cache=\"Set-Cookie\"").noCacheFields().contains("set-cookie")).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			Pragma: no-cache                            | true
			Pragma: No-Cache                            | true
			Pragma: x, no-cache                         | true
			Pragma: x                                   | false
			Pragma: no-cache ; Cache-Control: max-age=5 | false
			Cache-Control: no-cache                     | true
			""")
	void pragmaSpeaksWhereCacheControlIsSilent(String headers, boolean noCache) {
		assertThat(CacheControl.ofRequest(Exchanges.fields(headers)).noCache()).isEqualTo(noCache);
	}

	@Test
	void pragmaOfAResponseMeansNothing() {
		assertThat(CacheControl.of(HeaderFields.of("Pragma", "no-cache")).noCache()).isFalse();
	}

}
