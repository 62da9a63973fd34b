package io.httpwrapper.cache;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §2, RFC 9110 §4.2.3. */
class CacheKeyTests {

	private static CacheKey key(String uri, String headers, CacheCredentials credentials) {
		return CacheKey.of(CacheRequest.of("GET", URI.create(uri), Exchanges.fields(headers)),
				Rules.credentials(credentials));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://a.test              | http://a.test/
			http://a.test?             | http://a.test/?
			http://a.test?q            | http://a.test/?q
			HTTP://A.Test/B            | http://a.test/B
			http://a.test:80/b         | http://a.test/b
			https://a.test:443/b       | https://a.test/b
			http://a.test:443/b        | http://a.test:443/b
			https://a.test:80/b        | https://a.test:80/b
			http://a.test:/b           | http://a.test/b
			http://a.test:8080/b       | http://a.test:8080/b
			http://a.test/b#c          | http://a.test/b
			http://a.test/b?x=1&y=2    | http://a.test/b?x=1&y=2
			http://a.test/b?y=2&x=1    | http://a.test/b?y=2&x=1
			http://a.test/b?x=%2f      | http://a.test/b?x=%2f
			http://a.test/b?x=%2F      | http://a.test/b?x=%2F
			http://a.test/b/../c       | http://a.test/b/../c
			http://a.test//b           | http://a.test//b
			http://my_host/b           | http://my_host/b
			http://MY_HOST:80/b        | http://my_host/b
			http://[::1]:80/b          | http://[::1]/b
			http://[::1]/b             | http://[::1]/b
			http://u:p@a.test/b        | http://a.test/b
			""")
	void uriIsNormalisedWithoutTouchingPathAndQuery(String uri, String expected) {
		assertThat(key(uri, "", CacheCredentials.SHARED_RULES).uri()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "SHARED_RULES,true", "ONE_USER,true", "PER_USER,false" })
	void usersAreKeptApartWhereAsked(CacheCredentials credentials, boolean same) {
		CacheKey ann = key("http://a.test/", "Authorization: Bearer ann", credentials);
		CacheKey bob = key("http://a.test/", "Authorization: Bearer bob", credentials);

		assertThat(ann.equals(bob)).isEqualTo(same);
		assertThat(ann.uri()).isEqualTo(bob.uri());
	}

	@Test
	void cookieTellsUsersApartToo() {
		assertThat(key("http://a.test/", "Cookie: s=1", CacheCredentials.PER_USER))
			.isNotEqualTo(key("http://a.test/", "Cookie: s=2", CacheCredentials.PER_USER))
			.isNotEqualTo(key("http://a.test/", "Authorization: s=1", CacheCredentials.PER_USER))
			.isNotEqualTo(key("http://a.test/", "", CacheCredentials.PER_USER))
			.isEqualTo(key("http://a.test/", "cookie: s=1", CacheCredentials.PER_USER));
	}

	@Test
	void nobodyNeedsNoHash() {
		assertThat(key("http://a.test/", "", CacheCredentials.PER_USER).user()).isEmpty();
	}

	@Test
	void userInTheUriIsAUserInAnyCase() {
		CacheKey ann = key("http://ann:x@a.test/", "", CacheCredentials.ONE_USER);

		assertThat(ann).isNotEqualTo(key("http://a.test/", "", CacheCredentials.ONE_USER))
			.isNotEqualTo(key("http://bob:x@a.test/", "", CacheCredentials.ONE_USER));
	}

	@Test
	void keyShowsNoSecret() {
		CacheKey key = key("http://ann:geheim@a.test/", "Authorization: Bearer geheim", CacheCredentials.PER_USER);

		assertThat(key.toString()).doesNotContain("geheim");
		assertThat(key.user()).hasSize(64);
	}

}
