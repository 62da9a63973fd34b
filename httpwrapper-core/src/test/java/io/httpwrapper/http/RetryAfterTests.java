package io.httpwrapper.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	private static long at(String now, @Nullable String value) {
		return RetryAfter.nanos(value, InstantSource.fixed(Instant.parse(now)));
	}

	@ParameterizedTest
	@CsvSource({ "0,0", "1,1", "120,120", "007,7", "' 30 ',30", "'\t5',5", "86400,86400" })
	void digitsAreSeconds(String value, long seconds) {
		assertThat(at("2026-01-01T00:00:00Z", value)).isEqualTo(Duration.ofSeconds(seconds).toNanos());
	}

	@ParameterizedTest
	@ValueSource(strings = { "9223372037", "9223372036854775807", "9223372036854775808",
			"99999999999999999999999999999999999999" })
	void moreSecondsThanFitAreAsManyAsFit(String value) {
		assertThat(at("2026-01-01T00:00:00Z", value)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void mostSecondsThatFitAreExact() {
		assertThat(at("2026-01-01T00:00:00Z", "9223372036")).isEqualTo(9_223_372_036_000_000_000L);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "-1", "+1", "1.5", "1s", "1 2", "1,2", "\u0661", "soon", "0x10", "2026-01-01",
			"Thu, 01 Jan 2026 00:00:10", "Thu, 01 Jan 2026 00:00:10 CET", "Thu, 1 Jan 2026 00:00:10 GMT",
			"Thu, 01 Foo 2026 00:00:10 GMT", "Sun, 30 Feb 2026 00:00:10 GMT", "Thu, 01 Jan 2026 24:00:10 GMT",
			"Thu, 01 Jan 2026 00:60:10 GMT", "Thu, 01 Jan 2026 00:00:61 GMT", "Thu, 01 Jan 2026 00:00:10 GMT, 5",
			"Thursday, 01-Jan-2026 00:00:10 GMT", "Thu Jan 1 00:00:10 2026", "Thu Jan  0 00:00:10 2026" })
	void whatIsNeitherSecondsNorADateIsIgnored(@Nullable String value) {
		assertThat(at("2026-01-01T00:00:00Z", value)).isEqualTo(RetryAfter.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Thu, 01 Jan 2026 00:01:30 GMT", "Thursday, 01-Jan-26 00:01:30 GMT",
			"Thu Jan  1 00:01:30 2026", " Thu, 01 Jan 2026 00:01:30 GMT " })
	void eachFormOfADateIsRead(String value) {
		assertThat(at("2026-01-01T00:00:00Z", value)).isEqualTo(Duration.ofSeconds(90).toNanos());
	}

	@ParameterizedTest
	@CsvSource({ "2026-01-01T00:00:00Z,10", "2026-01-01T00:00:00.000000001Z,10", "2026-01-01T00:00:00.999999999Z,10",
			"2026-01-01T00:00:01Z,9", "2026-01-01T00:00:09.5Z,1" })
	void dateIsWaitedForInWholeSecondsAndNeverLess(String now, long seconds) {
		assertThat(at(now, "Thu, 01 Jan 2026 00:00:10 GMT")).isEqualTo(Duration.ofSeconds(seconds).toNanos())
			.isGreaterThanOrEqualTo(
					Duration.between(Instant.parse(now), Instant.parse("2026-01-01T00:00:10Z")).toNanos());
	}

	@ParameterizedTest
	@ValueSource(strings = { "Thu, 01 Jan 2026 00:00:00 GMT", "Wed, 31 Dec 2025 23:59:59 GMT",
			"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
			"Mon, 01 Jan 0001 00:00:00 GMT" })
	void pastDateMeansNow(String value) {
		assertThat(at("2026-01-01T00:00:00Z", value)).isZero();
		assertThat(at("2026-01-01T00:00:00.5Z", value)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "2026-01-01T00:00:00Z,76,2076", "2026-01-01T00:00:00Z,77,1977", "2026-01-01T00:00:00Z,25,2025",
			"2026-01-01T00:00:00Z,27,2027", "2099-12-31T00:00:00Z,00,2100", "2049-06-01T00:00:00Z,99,2099" })
	void twoDigitsOfAYearNameTheLatestThatIsNotMoreThanFiftyYearsAhead(String now, String digits, int year) {
		Instant expected = Instant.parse(year + "-01-01T00:00:00Z");
		long nanos = Math.max(0, Duration.between(Instant.parse(now), expected).toNanos());

		assertThat(at(now, "Friday, 01-Jan-" + digits + " 00:00:00 GMT")).isEqualTo(nanos);
	}

	@Test
	void twoDigitYearCountsFiftyYearsToTheSecond() {
		assertThat(at("2026-01-01T00:00:00Z", "Friday, 02-Jan-76 00:00:00 GMT")).isZero();
	}

	@Test
	void farDateIsAsFarAsFits() {
		assertThat(at("2026-01-01T00:00:00Z", "Fri, 31 Dec 9999 23:59:59 GMT")).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void leapSecondRunsOverIntoTheNextMinute() {
		assertThat(at("2026-01-01T00:00:00Z", "Thu, 01 Jan 2026 00:00:60 GMT"))
			.isEqualTo(Duration.ofSeconds(60).toNanos());
	}

	@Test
	void leapDayOfALeapYearIsADate() {
		assertThat(at("2028-02-28T00:00:00Z", "Tue, 29 Feb 2028 00:00:00 GMT")).isEqualTo(Duration.ofDays(1).toNanos());
	}

	@Test
	void wrongDayOfTheWeekDoesNotSpoilTheDate() {
		assertThat(at("2026-01-01T00:00:00Z", "Mon, 01 Jan 2026 00:00:05 GMT"))
			.isEqualTo(Duration.ofSeconds(5).toNanos());
	}

}
