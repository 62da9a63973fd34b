package io.httpwrapper.cache;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §4.2. */
class FreshnessTests {

	private static Freshness of(int status, String headers) {
		return Freshness.of(Exchanges.stored(status, headers), Rules.PRIVATE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			Cache-Control: max-age=60                                              | 60
			Cache-Control: max-age=0                                               | 0
			Cache-Control: max-age=60 ; Expires: {-10} ; Date: {0}                 | 60
			Cache-Control: max-age=60 ; Expires: 0                                 | 60
			Cache-Control: max-age=0 ; Expires: {100} ; Date: {0}                  | 0
			Cache-Control: max-age=x ; Expires: {100} ; Date: {0}                  | 0
			Cache-Control: s-maxage=60                                             | 0
			Cache-Control: s-maxage=60, max-age=5                                  | 5
			Cache-Control: max-age=5 ; Cache-Control: s-maxage=60                  | 5
			Cache-Control: public ; Expires: {100} ; Date: {0}                     | 100
			Expires: {100} ; Date: {0}                                             | 100
			Expires: {100} ; Date: {-50}                                           | 150
			Expires: {100} ; Date: {50}                                            | 50
			Expires: {100}                                                         | 100
			Expires: {100} ; Date: nonsense                                        | 100
			Expires: {-100} ; Date: {0}                                            | 0
			Expires: {0} ; Date: {0}                                               | 0
			Expires: {50} ; Date: {100}                                            | 0
			Expires: 0 ; Date: {0}                                                 | 0
			Expires: {100} ; Expires: {100} ; Date: {0}                            | 0
			Expires: {100} ; Expires: {200} ; Date: {0}                            | 0
			Expires: Fri, 31 Dec 9999 23:59:59 GMT ; Date: {0}                     | 2147483648
			Date: {0}                                                              | 0
			Date: {0} ; Last-Modified: {-1000}                                     | 100
			Date: {-500} ; Last-Modified: {-1000}                                  | 50
			Last-Modified: {-1000}                                                 | 100
			Date: {0} ; Last-Modified: {-5}                                        | 0
			Date: {0} ; Last-Modified: {10}                                        | 0
			Date: {0} ; Last-Modified: nonsense                                    | 0
			Date: {0} ; Last-Modified: {-100000000}                                | 86400
			Date: {0} ; Last-Modified: {-1000} ; Expires: 0                        | 0
			Date: {0} ; Last-Modified: {-1000} ; Cache-Control: max-age=7          | 7
			Date: {0} ; Last-Modified: {-1000} ; Pragma: no-cache                  | 100
			""")
	void lifetimeOfAPrivateCache(String headers, long seconds) {
		assertThat(of(200, headers).lifetime()).isEqualTo(seconds);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Cache-Control: s-maxage=60                              | 60
			Cache-Control: s-maxage=60, max-age=5                   | 60
			Cache-Control: max-age=60, s-maxage=5                   | 5
			Cache-Control: max-age=60 ; Cache-Control: s-maxage=5   | 5
			Cache-Control: s-maxage=60, max-age=0 ; Expires: {-10}  | 60
			Cache-Control: s-maxage=x, max-age=5                    | 0
			Cache-Control: max-age=5                                | 5
			""")
	void lifetimeOfASharedCache(String headers, long seconds) {
		assertThat(Freshness.of(Exchanges.stored(headers), Rules.shared()).lifetime()).isEqualTo(seconds);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501 })
	void guessIsAllowedForStatusesThatSaySo(int status) {
		assertThat(of(status, "Last-Modified: {-1000}").lifetime()).isEqualTo(100);
	}

	@ParameterizedTest
	@ValueSource(ints = { 201, 202, 299, 302, 303, 307, 400, 401, 403, 500, 502, 503, 504, 599 })
	void guessIsNotAllowedForOthersUnlessTheResponseAllowsStoring(int status) {
		assertThat(of(status, "Last-Modified: {-1000}").lifetime()).isZero();
		assertThat(of(status, "Last-Modified: {-1000} ; Cache-Control: public").lifetime()).isEqualTo(100);
		assertThat(of(status, "Last-Modified: {-1000} ; Cache-Control: private").lifetime()).isEqualTo(100);
		assertThat(Freshness
			.of(Exchanges.stored(status, "Last-Modified: {-1000} ; Cache-Control: private"), Rules.shared())
			.lifetime()).isZero();
	}

	@Test
	void guessIsByTheRulesRatioAndLimit() {
		StoredResponse response = Exchanges.stored("Last-Modified: {-1000}");

		assertThat(Freshness.of(response, Rules.heuristic(0, Duration.ofDays(1))).lifetime()).isZero();
		assertThat(Freshness.of(response, Rules.heuristic(0.5, Duration.ofDays(1))).lifetime()).isEqualTo(500);
		assertThat(Freshness.of(response, Rules.heuristic(0.5, Duration.ofSeconds(30))).lifetime()).isEqualTo(30);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			Date: {0}                        | 0
			Date: {-30}                      | 30
			Date: {30}                       | 0
			Date: nonsense                   | 0
			``                               | 0
			Date: {0} ; Age: 0               | 0
			Date: {0} ; Age: 20              | 20
			Date: {-30} ; Age: 20            | 30
			Date: {-30} ; Age: 40            | 40
			Date: {30} ; Age: 40             | 40
			Age: 7200, 0                     | 7200
			Age: 0, 7200                     | 0
			Age: 7200 ; Age: 0               | 7200
			Age: 0 ; Age: 7200               | 0
			Age: , 20                        | 20
			Age: abc                         | 0
			Age: -7200                       | 0
			Age: 7200.0                      | 0
			Age: 7200;foo=bar                | 0
			Age: "20"                        | 0
			Age: 007                         | 7
			Age: 2147483647                  | 2147483647
			Age: 2147483648                  | 2147483648
			Age: 2147483649                  | 2147483648
			Age: 99999999999999999999        | 2147483648
			Date: Mon, 01 Jan 0001 00:00:00 GMT | 2147483648
			""")
	void ageOnArrival(String headers, long seconds) {
		assertThat(of(200, headers).initialAgeMillis()).isEqualTo(seconds * 1000);
	}

	@Test
	void timeOnTheWayAddsToTheAgeField() {
		HeaderFields headers = Exchanges.fields("Age: 20 ; Date: {0}");
		StoredResponse slow = new StoredResponse(200, headers, HeaderFields.NONE, Exchanges.at(0), Exchanges.at(3.5),
				StoredBody.EMPTY);

		assertThat(Freshness.of(slow, Rules.PRIVATE).initialAgeMillis()).isEqualTo(23_500);
	}

	@Test
	void secondThatTheDateWasCutToDoesNotCount() {
		HeaderFields headers = Exchanges.fields("Date: {0} ; Cache-Control: max-age=1");
		StoredResponse late = new StoredResponse(200, headers, HeaderFields.NONE, Exchanges.at(0.9), Exchanges.at(0.9),
				StoredBody.EMPTY);

		Freshness freshness = Freshness.of(late, Rules.PRIVATE);

		assertThat(freshness.isFresh(Exchanges.at(1.8))).isTrue();
		assertThat(freshness.isFresh(Exchanges.at(1.9))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0,true,0,60000", "0.001,true,0,59999", "59.999,true,59,1", "60,false,60,0", "61.5,false,61,-1500",
			"-100,true,0,60000" })
	void freshnessEndsWithTheLifetime(double now, boolean fresh, long age, long remainingMillis) {
		Freshness freshness = of(200, "Cache-Control: max-age=60 ; Date: {0}");

		assertThat(freshness.isFresh(Exchanges.at(now))).isEqualTo(fresh);
		assertThat(freshness.age(Exchanges.at(now))).isEqualTo(age);
		assertThat(freshness.remainingMillis(Exchanges.at(now))).isEqualTo(remainingMillis);
	}

	@Test
	void farthestTimesAreBounded() {
		Freshness freshness = of(200, "Cache-Control: max-age=60");

		assertThat(freshness.age(java.time.Instant.MAX)).isEqualTo(Freshness.MAX_SECONDS);
		assertThat(freshness.isFresh(java.time.Instant.MAX)).isFalse();
		assertThat(freshness.age(java.time.Instant.MIN)).isZero();
	}

}
