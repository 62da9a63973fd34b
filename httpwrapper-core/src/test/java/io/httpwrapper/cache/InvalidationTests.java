package io.httpwrapper.cache;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §4.4. */
class InvalidationTests {

	private static final CachePolicy policy = new CachePolicy(Rules.PRIVATE);

	private static List<String> invalidated(String method, int status, String headers) {
		CacheRequest request = CacheRequest.of(method, URI.create("http://Orders.test/a/b?c"), HeaderFields.NONE);
		return policy.invalidated(request, status, Exchanges.fields(headers));
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "PATCH", "M-SEARCH", "PURGE", "post", "get", "MKCOL", "LOCK" })
	void methodThatIsNotKnownToBeSafeEndsWhatIsStored(String method) {
		assertThat(invalidated(method, 200, "")).containsExactly("http://orders.test/a/b?c");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY" })
	void safeMethodChangesNothing(String method) {
		assertThat(invalidated(method, 200, "Location: /x")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "200,true", "201,true", "204,true", "299,true", "301,true", "303,true", "399,true", "199,false",
			"400,false", "404,false", "412,false", "500,false", "503,false" })
	void onlySuccessAndRedirectionCount(int status, boolean counts) {
		assertThat(invalidated("POST", status, "Location: /x")).hasSize(counts ? 2 : 0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			Location: /x                                  | http://orders.test/x
			Location: x?y                                 | http://orders.test/a/x?y
			Location: ?y                                  | http://orders.test/a/b?y
			Location: ../x                                | http://orders.test/x
			Location: #y                                  | -
			Location: http://orders.test/x                | http://orders.test/x
			Location: HTTP://ORDERS.TEST:80/x#y           | http://orders.test/x
			Location: //orders.test/x                     | http://orders.test/x
			Content-Location: /x                          | http://orders.test/x
			Location: https://orders.test/x               | -
			Location: http://orders.test:8080/x           | -
			Location: http://other.test/x                 | -
			Location: //other.test/x                      | -
			Location: http://orders.test@other.test/x     | -
			Location: mailto:a                            | -
			Location: ht tp://x                           | -
			Location: http://orders.test/a/b?c            | -
			""")
	void relatedUriOfTheSameOriginEndsToo(String headers, String uri) {
		List<String> expected = (uri != null) ? List.of("http://orders.test/a/b?c", uri)
				: List.of("http://orders.test/a/b?c");

		assertThat(invalidated("POST", 201, headers)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "http://orders.test,x,http://orders.test/x", "http://orders.test?a,?b,http://orders.test/?b" })
	void referenceIsResolvedAsOfToday(String target, String reference, String uri) {
		CacheRequest request = CacheRequest.of("POST", URI.create(target), HeaderFields.NONE);

		assertThat(policy.invalidated(request, 201, HeaderFields.of("Location", reference))).contains(uri);
	}

	@Test
	void bothFieldsCount() {
		assertThat(invalidated("PUT", 200, "Location: /x ; Content-Location: /y")).hasSize(3);
	}

}
