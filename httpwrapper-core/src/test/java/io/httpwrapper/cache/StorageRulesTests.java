package io.httpwrapper.cache;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §3. */
class StorageRulesTests {

	private static @Nullable NotStored refusal(CacheRules rules, CacheRequest request, int status, String headers) {
		StoredResponse head = StoredResponse.head(status, Exchanges.fields(headers),
				Variants.selecting(Exchanges.fields(headers), request.headers()), Exchanges.NOW, Exchanges.NOW);
		return StorageRules.refusal(request, head, rules);
	}

	private static @Nullable NotStored refusal(int status, String headers) {
		return refusal(Rules.PRIVATE, Exchanges.get(""), status, headers);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 203, 204, 299, 300, 301, 302, 303, 307, 308, 400, 401, 404, 410, 418, 499, 500, 502,
			503, 504, 599, 999 })
	void anyFinalStatusWithExplicitFreshnessIsStored(int status) {
		assertThat(refusal(status, "Cache-Control: max-age=60")).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 101, 102, 103, 199, 206, 304, 412, 416 })
	void interimPartialAndConditionalAnswersAreNot(int status) {
		assertThat(refusal(status, "Cache-Control: max-age=60")).isEqualTo(NotStored.STATUS);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			200 | Cache-Control: max-age=60                         | -
			200 | Cache-Control: max-age=60, private                | -
			200 | Cache-Control: private ; ETag: "1"                | -
			200 | Expires: {10}                                     | -
			200 | Expires: {-10}                                    | USELESS
			200 | Expires: {-10} ; ETag: "1"                        | -
			200 | Expires: 0 ; Last-Modified: {-10}                 | -
			200 | ETag: "1"                                         | -
			200 | Last-Modified: {-1000}                            | -
			200 | Date: {0}                                         | USELESS
			200 | Cache-Control: public                             | USELESS
			200 | Cache-Control: max-age=0                          | USELESS
			200 | Cache-Control: max-age=0, stale-if-error=60       | -
			200 | Cache-Control: max-age=0, stale-while-revalidate=60 | -
			200 | Cache-Control: max-age=0, must-revalidate, stale-if-error=60 | USELESS
			200 | Cache-Control: max-age=0 ; ETag: "1"              | -
			200 | Cache-Control: no-cache                           | USELESS
			200 | Cache-Control: no-cache, max-age=60               | USELESS
			200 | Cache-Control: no-cache ; ETag: "1"               | -
			200 | Cache-Control: no-cache="x", max-age=60           | -
			200 | Cache-Control: no-store, max-age=60               | NO_STORE
			200 | Cache-Control: nO-StOrE, max-age=60               | NO_STORE
			200 | Cache-Control: no-store ; Expires: {10}           | NO_STORE
			200 | Cache-Control: no-store, must-understand, max-age=60 | -
			404 | Cache-Control: no-store, must-understand, max-age=60 | -
			599 | Cache-Control: no-store, must-understand, max-age=60 | NOT_UNDERSTOOD
			599 | Cache-Control: must-understand, max-age=60        | NOT_UNDERSTOOD
			200 | Cache-Control: max-age=60 ; Vary: Accept          | -
			200 | Cache-Control: max-age=60 ; Vary: *               | VARY
			200 | Cache-Control: max-age=60 ; Vary: *, *            | VARY
			200 | Cache-Control: max-age=60 ; Vary: , *             | VARY
			200 | Cache-Control: max-age=60 ; Vary: Accept, *       | VARY
			200 | Cache-Control: max-age=60 ; Vary: *, Accept       | VARY
			200 | Cache-Control: max-age=60 ; Vary: ; Vary: *       | VARY
			200 | Cache-Control: max-age=60 ; Vary: Accept ; Vary: * | VARY
			200 | Cache-Control: max-age=60 ; Set-Cookie: a=b       | -
			201 | ETag: "1"                                         | NO_FRESHNESS
			302 | Last-Modified: {-1000}                            | NO_FRESHNESS
			403 | Last-Modified: {-1000}                            | NO_FRESHNESS
			599 | Last-Modified: {-1000}                            | NO_FRESHNESS
			599 | Last-Modified: {-1000} ; Cache-Control: public    | -
			599 | Last-Modified: {-1000} ; Cache-Control: private   | -
			302 | Cache-Control: s-maxage=60                        | NO_FRESHNESS
			404 | Last-Modified: {-1000}                            | -
			501 | ETag: "1"                                         | -
			""")
	void privateCacheStoresWhatItMayAndCanUse(int status, String headers, @Nullable NotStored reason) {
		assertThat(refusal(status, headers)).isEqualTo(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			``                  | Cache-Control: private, max-age=60                 | PRIVATE
			``                  | Cache-Control: private="x", max-age=60             | -
			``                  | Cache-Control: s-maxage=60                         | -
			Authorization: x    | Cache-Control: max-age=60                          | AUTHORIZATION
			Authorization: x    | Cache-Control: max-age=60, public                  | -
			Authorization: x    | Cache-Control: max-age=60, must-revalidate         | -
			Authorization: x    | Cache-Control: s-maxage=60                         | -
			Authorization: x    | Cache-Control: max-age=60, proxy-revalidate        | AUTHORIZATION
			Authorization: x    | Cache-Control: public, private, max-age=60         | PRIVATE
			Cookie: x           | Cache-Control: max-age=60                          | -
			""")
	void sharedCacheStoresNothingThatIsOneUsers(String request, String headers, @Nullable NotStored reason) {
		assertThat(refusal(Rules.shared(), Exchanges.get(request), 200, headers)).isEqualTo(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60                 | AUTHORIZATION
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, public         | -
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, must-revalidate | -
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, s-maxage=60    | -
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, s-maxage=59    | AUTHORIZATION
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, s-maxage=0     | AUTHORIZATION
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, s-maxage=0, public | AUTHORIZATION
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, s-maxage=60, stale-if-error=9 | AUTHORIZATION
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, public, proxy-revalidate, stale-if-error=9 | AUTHORIZATION
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, public, stale-if-error=9 | -
					SHARED_RULES | Authorization: x | Cache-Control: max-age=60, private        | PRIVATE
					SHARED_RULES | Cookie: x        | Cache-Control: max-age=60, private        | PRIVATE
					SHARED_RULES | Cookie: x        | Cache-Control: max-age=60                 | -
					SHARED_RULES | ``               | Cache-Control: max-age=60, private        | -
					PER_USER     | Authorization: x | Cache-Control: max-age=60, private        | -
					PER_USER     | Cookie: x        | Cache-Control: max-age=60, private        | -
					ONE_USER     | Authorization: x | Cache-Control: max-age=60, private        | -
					ONE_USER     | Authorization: x | Cache-Control: max-age=60                 | -
					""")
	void credentialsAreTreatedAsTheRulesSay(CacheCredentials credentials, String request, String headers,
			@Nullable NotStored reason) {
		assertThat(refusal(Rules.credentials(credentials), Exchanges.get(request), 200, headers)).isEqualTo(reason);
	}

	@ParameterizedTest
	@CsvSource({ "SHARED_RULES,AUTHORIZATION", "PER_USER,AUTHORIZATION", "ONE_USER," })
	void credentialsThatNobodySeesCountAsSeen(CacheCredentials credentials, @Nullable NotStored reason) {
		CacheRequest request = new CacheRequest("GET", Exchanges.URL, HeaderFields.NONE, true);

		assertThat(refusal(Rules.credentials(credentials), request, 200, "Cache-Control: max-age=60"))
			.isEqualTo(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			``            | Authorization                           | VARY
			``            | Accept, COOKIE                          | VARY
			``            | X-Api-Key                               | VARY
			X-Api-Key: x  | X-Api-Key                               | -
			``            | Accept-Encoding, Origin, User-Agent     | -
			``            | Access-Control-Request-Method           | -
			""")
	void answerThatVariesByWhatNobodySeesIsNotStored(String request, String vary, @Nullable NotStored reason) {
		CacheRequest hidden = new CacheRequest("GET", Exchanges.URL, Exchanges.fields(request), true);

		assertThat(refusal(Rules.PRIVATE, hidden, 200, "Cache-Control: max-age=60, public ; Vary: " + vary))
			.isEqualTo(reason);
		assertThat(refusal(Rules.credentials(CacheCredentials.ONE_USER), hidden, 200,
				"Cache-Control: max-age=60 ; Vary: " + vary))
			.isNull();
	}

	@Test
	void requestMayForbidIt() {
		assertThat(refusal(Rules.PRIVATE, Exchanges.get("Cache-Control: no-store"), 200, "Cache-Control: max-age=60"))
			.isEqualTo(NotStored.NO_STORE);
		assertThat(refusal(Rules.PRIVATE, Exchanges.get("Cache-Control: no-store"), 200,
				"Cache-Control: max-age=60, must-understand"))
			.isEqualTo(NotStored.NO_STORE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "PROPFIND" })
	void onlyGetIsStored(String method) {
		assertThat(refusal(Rules.PRIVATE, Exchanges.request(method, ""), 200,
				"Cache-Control: max-age=60 ; Content-Location: /a?b=1"))
			.isEqualTo(NotStored.METHOD);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			200 | Cache-Control: max-age=60 ; Content-Location: /a?b=1                   | -
			200 | Cache-Control: max-age=60 ; Content-Location: http://ORDERS.test:80/a?b=1 | -
			200 | Expires: {60} ; Content-Location: /a?b=1                               | -
			200 | Cache-Control: max-age=60                                              | METHOD
			200 | Cache-Control: max-age=60 ; Content-Location: /a                       | METHOD
			200 | Cache-Control: max-age=60 ; Content-Location: http://other.test/a?b=1  | METHOD
			200 | Cache-Control: max-age=60 ; Content-Location: ht tp                    | METHOD
			200 | Last-Modified: {-1000} ; Content-Location: /a?b=1                      | METHOD
			201 | Cache-Control: max-age=60 ; Content-Location: /a?b=1                   | METHOD
			200 | Cache-Control: max-age=60, no-store ; Content-Location: /a?b=1         | NO_STORE
			""")
	void answerToAPostMayStandForAGet(int status, String headers, @Nullable NotStored reason) {
		assertThat(refusal(Rules.PRIVATE, Exchanges.request("POST", ""), status, headers)).isEqualTo(reason);
	}

	@Test
	void fieldsOfTheConnectionAreNotStored() {
		HeaderFields stored = StorageRules.storable(Exchanges.fields(
				"Connection: a, B ; A: 1 ; b: 2 ; Keep-Alive: x ; Proxy-Connection: x ; TE: x ; Transfer-Encoding: x"
						+ " ; Upgrade: x ; Proxy-Authenticate: x ; Proxy-Authentication-Info: x"
						+ " ; Proxy-Authorization: x ; C: 3 ; Set-Cookie: s ; Trailer: t ; Date: {-5}"),
				Exchanges.get(null), Rules.PRIVATE, Exchanges.NOW);

		assertThat(stored).isEqualTo(Exchanges.fields("C: 3 ; Set-Cookie: s ; Trailer: t ; Date: {-5}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			Cache-Control: no-store ; ETag: "1"          | NO_STORE
			Cache-Control: max-age=60 ; Vary: *          | VARY
			Cache-Control: max-age=60 ; Vary: Accept     | -
			Expires: {60} ; Age: 30                      | -
			""")
	void connectionCannotHideWhatTheCacheGoesBy(String headers, @Nullable NotStored reason) {
		HeaderFields fields = Exchanges.fields(headers + " ; Connection: cache-control, VARY, age, date, expires");

		assertThat(refusal(Rules.PRIVATE, Exchanges.get(""), 200,
				headers + " ; Connection: cache-control, VARY, age, date, expires"))
			.isEqualTo(reason);
		assertThat(StorageRules.storable(fields, Exchanges.get(null), Rules.PRIVATE, Exchanges.NOW)
			.without("Date"::equals)).isEqualTo(Exchanges.fields(headers));
	}

	@Test
	void missingDateIsThatOfTheReceipt() {
		assertThat(StorageRules.storable(Exchanges.fields("A: 1"), Exchanges.get(null), Rules.PRIVATE,
				Exchanges.NOW.plusMillis(999)))
			.isEqualTo(Exchanges.fields("A: 1 ; Date: {0}"));
	}

	@Test
	void cookiesAreLeftOutWhereTheRulesSaySo() {
		assertThat(StorageRules.storable(Exchanges.fields("Set-Cookie: a ; set-cookie2: b ; Date: {0}"),
				Exchanges.get(null), Rules.withoutCookies(), Exchanges.NOW))
			.isEqualTo(Exchanges.fields("Date: {0}"));
	}

	@Test
	void fieldsThatArePrivateAreNotStoredWhereOthersMaySeeThem() {
		HeaderFields headers = Exchanges
			.fields("Cache-Control: private=\"X-User, set-cookie\" ; x-user: a ; Set-Cookie: b ; Date: {0}");

		assertThat(StorageRules.storable(headers, Exchanges.get(null), Rules.shared(), Exchanges.NOW).has("X-User"))
			.isFalse();
		assertThat(StorageRules.storable(headers, Exchanges.get(null), Rules.shared(), Exchanges.NOW).has("Set-Cookie"))
			.isFalse();
		assertThat(StorageRules.storable(headers, Exchanges.get("Authorization: a"), Rules.PRIVATE, Exchanges.NOW)
			.has("X-User")).isFalse();
		assertThat(StorageRules.storable(headers, Exchanges.get(null), Rules.PRIVATE, Exchanges.NOW))
			.isEqualTo(headers);
	}

	@Test
	void whatIsSharedIsNotMentionedTwice() {
		assertThat(List.of(NotStored.values()).stream().map(NotStored::text).distinct())
			.hasSameSizeAs(NotStored.values())
			.contains("no-store", "not-understood");
	}

}
