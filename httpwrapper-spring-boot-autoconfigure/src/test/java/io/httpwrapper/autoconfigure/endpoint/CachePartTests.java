package io.httpwrapper.autoconfigure.endpoint;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CachePartTests {

	@ParameterizedTest
	@CsvSource({ "http://a/b,http://a/b", "http://a/b?,http://a/b?", "http://a/b?secret,http://a/b?******",
			"http://a/b?x=secret,http://a/b?x=******", "http://a/b?x=,http://a/b?x=******",
			"http://a/b?x=secret=secret&y=secret,http://a/b?x=******&y=******",
			"http://a/b?secret&x=1,http://a/b?******&x=******",
			"http://a/b?x=1&secret&y=2&secret,http://a/b?x=******&******&y=******&******",
			"http://a/b?x=1?secret,http://a/b?x=******" })
	void noValueInAQueryIsShown(String uri, String shown) {
		assertThat(CachePart.masked(uri)).isEqualTo(shown);
	}

}
