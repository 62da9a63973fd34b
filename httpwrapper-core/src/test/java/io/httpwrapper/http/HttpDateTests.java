package io.httpwrapper.http;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9110 §5.6.7. */
class HttpDateTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Sun, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
			sun, 06 nov 1994 08:49:37 gmt    | 1994-11-06T08:49:37Z
			SUN, 06 NOV 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
			Mon, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
			Sunday, 06-Nov-94 08:49:37 GMT   | 1994-11-06T08:49:37Z
			Sun Nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z
			Sun Nov 06 08:49:37 1994         | 1994-11-06T08:49:37Z
			Wed, 16 Nov 2094 08:49:37 GMT    | 2094-11-16T08:49:37Z
			Thu, 18 Aug 2050 02:01:18 GMT    | 2050-08-18T02:01:18Z
			Fri, 31 Dec 9999 23:59:59 GMT    | 9999-12-31T23:59:59Z
			Tue, 29 Feb 2028 00:00:00 GMT    | 2028-02-29T00:00:00Z
			Thu, 01 Jan 2026 23:59:60 GMT    | 2026-01-02T00:00:00Z
			Thursday, 01-Jan-76 00:00:00 GMT | 2076-01-01T00:00:00Z
			Thursday, 02-Jan-76 00:00:00 GMT | 1976-01-02T00:00:00Z
			Tue, 19 Jan 2038 14:14:08 GMT    | 2038-01-19T14:14:08Z
			""")
	void eachFormIsReadInAnyCase(String value, Instant expected) {
		assertThat(HttpDate.parse(value, NOW)).isEqualTo(expected);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "0", "-1", "now", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 AEST",
			"Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 94 08:49:37 GMT",
			"Sun 06 Nov 1994 08:49:37 GMT", "Sun, 06  Nov 1994 08:49:37 GMT", "Sun,  06 Nov 1994 08:49:37 GMT",
			"Sun, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 1994 08.49.37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
			"Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Foo, 06 Nov 1994 08:49:37 GMT",
			"Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 30 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
			"Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
			"Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994",
			"Sun Nov  6 08:49:37 1994 GMT", "Sun, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z", "784111777",
			"Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun, 0\u0666 Nov 1994 08:49:37 GMT" })
	void anythingElseIsNoDate(@Nullable String value) {
		assertThat(HttpDate.parse(value, NOW)).isNull();
	}

}
