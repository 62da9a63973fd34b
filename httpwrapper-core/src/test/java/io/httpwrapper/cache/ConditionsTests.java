package io.httpwrapper.cache;

import java.util.List;

import io.httpwrapper.cache.CacheDecision.Serve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §4.3.2, RFC 9110 §13. */
class ConditionsTests {

	private static final CachePolicy policy = new CachePolicy(Rules.PRIVATE);

	private static CachedAnswer answer(String request, int status, String headers) {
		StoredResponse stored = Exchanges.stored(status, "Cache-Control: max-age=60 ; Date: {0} ; " + headers);
		return ((Serve) policy.onRequest(Exchanges.get(request), List.of(stored), Exchanges.at(1))).answer();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			If-None-Match: "1"                              | ETag: "1"              | 304
			If-None-Match: "2"                              | ETag: "1"              | 200
			If-None-Match: "1"                              | ETag: W/"1"            | 304
			If-None-Match: W/"1"                            | ETag: "1"              | 304
			If-None-Match: W/"1"                            | ETag: W/"1"            | 304
			If-None-Match: w/"1"                            | ETag: W/"1"            | 200
			If-None-Match: "a", "1", "b"                    | ETag: "1"              | 304
			If-None-Match: "a" ; If-None-Match: "1"         | ETag: "1"              | 304
			If-None-Match: "a,1"                            | ETag: "1"              | 200
			If-None-Match: "a,1"                            | ETag: "a,1"            | 304
			If-None-Match: *                                | ETag: "1"              | 304
			If-None-Match: *                                | A: 1                   | 304
			If-None-Match: "1"                              | A: 1                   | 200
			If-None-Match: "1"                              | ETag: 1                | 200
			If-None-Match: 1                                | ETag: "1"              | 200
			If-None-Match: 1                                | ETag: 1                | 304
			If-None-Match: ""                               | ETag: ""               | 304
			If-None-Match: "2" ; If-Modified-Since: {0}     | ETag: "1" ; Last-Modified: {-10} | 200
			If-None-Match: "1" ; If-Modified-Since: {-99}   | ETag: "1" ; Last-Modified: {-10} | 304
			If-Modified-Since: {-10}                        | Last-Modified: {-10}   | 304
			If-Modified-Since: {-5}                         | Last-Modified: {-10}   | 304
			If-Modified-Since: {-11}                        | Last-Modified: {-10}   | 200
			If-Modified-Since: {0}                          | A: 1                   | 304
			If-Modified-Since: {-1}                         | A: 1                   | 200
			If-Modified-Since: nonsense                     | Last-Modified: {-10}   | 200
			If-Modified-Since: Sunday, 01-Mar-26 12:00:00 GMT | Last-Modified: {-10} | 304
			If-Modified-Since: Sun Mar  1 12:00:00 2026     | Last-Modified: {-10}   | 304
			""")
	void callersConditionIsEvaluated(String request, String headers, int status) {
		assertThat(answer(request, 200, headers).status()).isEqualTo(status);
	}

	@Test
	void errorsKnowNoConditions() {
		assertThat(answer("If-None-Match: \"1\"", 404, "ETag: \"1\"").status()).isEqualTo(404);
	}

	@Test
	void notModifiedHasNoBodyAndSaysNothingAboutOne() {
		CachedAnswer answer = answer("If-None-Match: \"1\"", 200, "ETag: \"1\" ; Content-Length: 10 ; Content-Type: a"
				+ " ; Content-Encoding: b ; Content-Language: c ; Content-Location: /d ; Vary: E ; Last-Modified: {-10}");

		assertThat(answer.length()).isZero();
		assertThat(answer.headers()).isEqualTo(Exchanges.fields("Cache-Control: max-age=60 ; Date: {0} ; ETag: \"1\""
				+ " ; Content-Location: /d ; Vary: E ; Last-Modified: {-10} ; Age: 1"));
	}

}
