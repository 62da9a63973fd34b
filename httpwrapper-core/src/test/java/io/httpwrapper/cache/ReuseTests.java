package io.httpwrapper.cache;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.httpwrapper.cache.CacheDecision.Bypass;
import io.httpwrapper.cache.CacheDecision.Fetch;
import io.httpwrapper.cache.CacheDecision.Forward;
import io.httpwrapper.cache.CacheDecision.Revalidate;
import io.httpwrapper.cache.CacheDecision.Serve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §4, §4.2.4, §5.2.1; RFC 5861; RFC 8246. */
class ReuseTests {

	private static final CachePolicy policy = new CachePolicy(Rules.PRIVATE);

	private static CacheDecision decide(CachePolicy policy, String request, String response, double now) {
		return policy.onRequest(Exchanges.get(request), List.of(Exchanges.stored(response)), Exchanges.at(now));
	}

	private static String word(CacheDecision decision) {
		if (decision instanceof Serve hit) {
			return (hit.refresh() != null) ? "refresh" : (hit.stale() ? "stale" : "fresh");
		}
		String name = decision.getClass().getSimpleName().toLowerCase(Locale.ROOT);
		return (decision instanceof Forward forward) ? name + " " + forward.reason().text() : name;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					``                                      | max-age=60                             | 0   | fresh
					``                                      | max-age=60                             | 59  | fresh
					``                                      | max-age=60                             | 60  | fetch stale
					``                                      | max-age=60, must-revalidate            | 59  | fresh
					``                                      | max-age=60, must-revalidate            | 61  | fetch stale
					``                                      | max-age=60, immutable                  | 59  | fresh
					``                                      | max-age=60, immutable                  | 61  | fetch stale
					``                                      | max-age=60, no-cache                   | 0   | fetch stale
					``                                      | max-age=60, No-CaChE                   | 0   | fetch stale
					``                                      | max-age=60, no-cache="a"               | 0   | fresh
					``                                      | max-age=60, proxy-revalidate           | 59  | fresh
					Cache-Control: no-cache                 | max-age=60                             | 1   | fetch request
					Pragma: no-cache                        | max-age=60                             | 1   | fetch request
					Pragma: no-cache ; Cache-Control: x     | max-age=60                             | 1   | fresh
					Pragma: foo                             | max-age=60                             | 1   | fresh
					Cache-Control: no-store                 | max-age=60                             | 1   | bypass
					Cache-Control: max-age=0                | max-age=60                             | 0   | fetch request
					Cache-Control: max-age=10               | max-age=60                             | 10  | fresh
					Cache-Control: max-age=10               | max-age=60                             | 11  | fetch request
					Cache-Control: max-age=x                | max-age=60                             | 11  | fetch request
					Cache-Control: max-age=100              | max-age=60                             | 61  | fetch stale
					Cache-Control: max-age=0                | max-age=60, immutable                  | 10  | fresh
					Cache-Control: max-age=0                | max-age=60, immutable                  | 61  | fetch stale
					Cache-Control: no-cache                 | max-age=60, immutable                  | 10  | fetch request
					Cache-Control: min-fresh=10             | max-age=60                             | 50  | fresh
					Cache-Control: min-fresh=10             | max-age=60                             | 51  | fetch request
					Cache-Control: min-fresh=10             | max-age=60                             | 61  | fetch stale
					Cache-Control: max-stale                | max-age=60                             | 1e6 | stale
					Cache-Control: max-stale=10             | max-age=60                             | 70  | stale
					Cache-Control: max-stale=10             | max-age=60                             | 71  | fetch stale
					Cache-Control: max-stale=x              | max-age=60                             | 61  | fetch stale
					Cache-Control: max-stale=10             | max-age=60                             | 10  | fresh
					Cache-Control: max-stale                | max-age=60, must-revalidate            | 61  | fetch stale
					Cache-Control: max-stale                | max-age=60, no-cache                   | 61  | fetch stale
					Cache-Control: max-stale                | max-age=60, proxy-revalidate           | 61  | stale
					Cache-Control: max-stale                | max-age=60, s-maxage=60                | 61  | stale
					Cache-Control: max-stale, max-age=70    | max-age=60                             | 65  | stale
					Cache-Control: max-stale, max-age=70    | max-age=60                             | 71  | fetch stale
					Cache-Control: max-stale, min-fresh=5   | max-age=60                             | 61  | fetch stale
					Cache-Control: only-if-cached           | max-age=60                             | 1   | fresh
					Cache-Control: only-if-cached           | max-age=60                             | 61  | refuse
					Cache-Control: only-if-cached, max-stale | max-age=60                            | 61  | stale
					Cache-Control: only-if-cached, no-cache | max-age=60                             | 1   | refuse
					Cache-Control: only-if-cached, no-store | max-age=60                             | 1   | refuse
					``                                      | max-age=60, stale-while-revalidate=30  | 59  | fresh
					``                                      | max-age=60, stale-while-revalidate=30  | 61  | refresh
					``                                      | max-age=60, stale-while-revalidate=30  | 89  | refresh
					``                                      | max-age=60, stale-while-revalidate=30  | 90  | fetch stale
					``                                      | max-age=60, stale-while-revalidate=90000 | 3600 | refresh
					``                                      | max-age=60, stale-while-revalidate=90000 | 3661 | fetch stale
					``                                      | max-age=60, stale-while-revalidate=30, must-revalidate | 61 | fetch stale
					``                                      | max-age=60, stale-while-revalidate=30, no-cache | 61 | fetch stale
					Cache-Control: no-cache                 | max-age=60, stale-while-revalidate=30  | 61  | fetch stale
					Cache-Control: max-age=1000             | max-age=60, stale-while-revalidate=30  | 61  | fetch stale
					Cache-Control: min-fresh=1              | max-age=60, stale-while-revalidate=30  | 61  | fetch stale
					Cache-Control: max-stale=5              | max-age=60, stale-while-revalidate=30  | 61  | stale
					Cache-Control: only-if-cached           | max-age=60, stale-while-revalidate=30  | 61  | stale
					If-Match: "1"                           | max-age=60                             | 1   | bypass
					If-Unmodified-Since: {0}                | max-age=60                             | 1   | bypass
					Authorization: x                        | max-age=60                             | 1   | fresh
					Cookie: x                               | max-age=60                             | 1   | fresh
					""")
	void storedResponseIsUsedAsFarAsBothSidesAllow(String request, String control, double now, String expected) {
		assertThat(word(decide(policy, request, "Date: {0} ; Cache-Control: " + control, now))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			Cache-Control: max-stale | max-age=60                                        | 61 | stale
			Cache-Control: max-stale | max-age=60, proxy-revalidate                      | 61 | fetch stale
			Cache-Control: max-stale | max-age=60, must-revalidate                       | 61 | fetch stale
			Cache-Control: max-stale | s-maxage=60                                       | 61 | fetch stale
			``                       | max-age=0, s-maxage=60                            | 59 | fresh
			``                       | s-maxage=60, stale-while-revalidate=30            | 61 | fetch stale
			""")
	void sharedCacheUsesNothingStaleThatForbidsItToSharedCaches(String request, String control, double now,
			String expected) {
		CachePolicy shared = new CachePolicy(Rules.shared());

		assertThat(word(decide(shared, request, "Date: {0} ; Cache-Control: " + control, now))).isEqualTo(expected);
	}

	@Test
	void withoutAnythingStoredTheOriginIsAsked() {
		assertThat(word(policy.onRequest(Exchanges.get(""), List.of(), Exchanges.NOW))).isEqualTo("fetch uri-miss");
		assertThat(word(policy.onRequest(Exchanges.get("Cache-Control: only-if-cached"), List.of(), Exchanges.NOW)))
			.isEqualTo("refuse");
	}

	@Test
	void otherVariantIsNotUsed() {
		StoredResponse english = Exchanges.stored(200, "Cache-Control: max-age=60 ; Vary: Accept-Language ; Date: {0}",
				"Accept-Language: en");

		assertThat(word(policy.onRequest(Exchanges.get("Accept-Language: de"), List.of(english), Exchanges.NOW)))
			.isEqualTo("fetch vary-miss");
		assertThat(word(policy.onRequest(Exchanges.get("Accept-Language: en"), List.of(english), Exchanges.NOW)))
			.isEqualTo("fresh");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			SHARED_RULES | Cookie: x        | max-age=60, private       | fetch vary-miss
			SHARED_RULES | Authorization: x | max-age=60, private       | fetch vary-miss
			SHARED_RULES | ``               | max-age=60, private       | fresh
			SHARED_RULES | Cookie: x        | max-age=60, private="a"   | fresh
			SHARED_RULES | Cookie: x        | max-age=60                | fresh
			PER_USER     | Cookie: x        | max-age=60, private       | fresh
			ONE_USER     | Cookie: x        | max-age=60, private       | fresh
			""")
	void privateAnswerIsNotForOneWithCredentialsOfHisOwn(CacheCredentials credentials, String request, String control,
			String expected) {
		CachePolicy policy = new CachePolicy(Rules.credentials(credentials));

		assertThat(word(decide(policy, request, "Date: {0} ; Cache-Control: " + control, 1))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "M-SEARCH" })
	void otherMethodsPassBy(String method) {
		CacheDecision decision = policy.onRequest(Exchanges.request(method, "Cache-Control: only-if-cached"),
				List.of(Exchanges.stored("Cache-Control: max-age=60")), Exchanges.NOW);

		assertThat(decision).isEqualTo(new Bypass(ForwardReason.METHOD));
	}

	@Test
	void postIsSentAndItsAnswerLookedAt() {
		CacheDecision decision = policy.onRequest(Exchanges.request("POST", ""),
				List.of(Exchanges.stored("Cache-Control: max-age=60")), Exchanges.NOW);

		assertThat(decision).isInstanceOfSatisfying(Fetch.class, (fetch) -> {
			assertThat(fetch.reason()).isEqualTo(ForwardReason.METHOD);
			assertThat(fetch.collapsible()).isFalse();
			assertThat(fetch.selected()).isNull();
		});
	}

	@Test
	void headIsAnsweredFromAGetWithoutItsBody() {
		CacheDecision decision = policy.onRequest(Exchanges.request("HEAD", ""),
				List.of(Exchanges.stored("Cache-Control: max-age=60 ; Content-Length: 10")), Exchanges.at(3));

		assertThat(decision).isInstanceOfSatisfying(Serve.class, (hit) -> {
			assertThat(hit.answer().status()).isEqualTo(200);
			assertThat(hit.answer().length()).isZero();
			assertThat(hit.answer().headers().first("Content-Length")).isEqualTo("10");
		});
	}

	@Test
	void staleGetIsNotValidatedByAHead() {
		CacheDecision decision = policy.onRequest(Exchanges.request("HEAD", ""),
				List.of(Exchanges.stored("Cache-Control: max-age=0 ; ETag: \"1\"")), Exchanges.at(3));

		assertThat(decision).isInstanceOfSatisfying(Fetch.class,
				(fetch) -> assertThat(fetch.request().headers().size()).isZero());
	}

	@ParameterizedTest
	@CsvSource({ "0,0,60", "7.9,7,52", "59.999,59,0" })
	void answerTellsItsAgeAndLeavesTheDate(double now, String age, long ttl) {
		CacheDecision decision = decide(policy, "", "Cache-Control: max-age=60 ; Date: {0} ; Age: 0 ; A: 1", now);

		assertThat(decision).isInstanceOfSatisfying(Serve.class, (hit) -> {
			assertThat(hit.answer().headers())
				.isEqualTo(Exchanges.fields("Cache-Control: max-age=60 ; Date: {0} ; A: 1 ; Age: " + age));
			assertThat(Exchanges.text(hit.answer())).isEqualTo("0123456789");
			assertThat(hit.ttl()).isEqualTo(ttl);
			assertThat(hit.stale()).isFalse();
		});
	}

	@Test
	void ageOfTheOriginsAnswerGoesOn() {
		Serve hit = (Serve) decide(policy, "", "Cache-Control: max-age=60 ; Date: {0} ; Age: 30", 5);

		assertThat(hit.answer().headers().lines("Age")).containsExactly("35");
		assertThat(hit.ttl()).isEqualTo(25);
	}

	@Test
	void staleAnswerHasANegativeTimeToLive() {
		Serve hit = (Serve) decide(policy, "Cache-Control: max-stale", "Cache-Control: max-age=60 ; Date: {0}", 62.5);

		assertThat(hit.ttl()).isEqualTo(-3);
		assertThat(hit.answer().headers().first("Age")).isEqualTo("62");
	}

	@Test
	void fieldsThatNeedAValidationAreLeftOut() {
		Serve hit = (Serve) decide(policy, "",
				"Cache-Control: max-age=60, no-cache=\"a, B\" ; Date: {0} ; A: 1 ; b: 2 ; C: 3", 5);

		assertThat(hit.answer().headers().has("A")).isFalse();
		assertThat(hit.answer().headers().has("B")).isFalse();
		assertThat(hit.answer().headers().has("C")).isTrue();
	}

	@Test
	void refreshAsksForWhatAllCallersWant() {
		CacheRequest request = Exchanges.request("HEAD",
				"Range: bytes=0-1 ; If-Range: \"1\" ; If-None-Match: \"9\" ; If-Modified-Since: {0} ; A: 1");
		StoredResponse stale = Exchanges
			.stored("Cache-Control: max-age=1, stale-while-revalidate=30 ; ETag: \"1\" ; Date: {0}");

		Serve hit = (Serve) policy.onRequest(request, List.of(stale), Exchanges.at(5));

		assertThat(hit.refresh()).isInstanceOfSatisfying(Revalidate.class, (refresh) -> {
			assertThat(refresh.request().method()).isEqualTo("GET");
			assertThat(refresh.request().headers()).isEqualTo(Exchanges.fields("A: 1 ; If-None-Match: \"1\""));
			assertThat(refresh.original().headers()).isEqualTo(Exchanges.fields("A: 1"));
			assertThat(refresh.collapsible()).isTrue();
			assertThat(refresh.selected()).isSameAs(stale);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			``                            | true
			Accept: text/a                | true
			Cookie: a                     | true
			Authorization: x              | false
			Range: bytes=0-1              | false
			If-None-Match: "1"            | false
			If-Modified-Since: {0}        | false
			Cache-Control: no-cache       | false
			Pragma: no-cache              | false
			Cache-Control: max-age=5      | false
			Cache-Control: min-fresh=5    | false
			Cache-Control: max-stale=5    | true
			""")
	void othersMayWaitForWhatTheyCouldUse(String headers, boolean collapsible) {
		Forward forward = (Forward) policy.onRequest(Exchanges.get(headers), List.of(), Exchanges.NOW);

		assertThat(forward.collapsible()).isEqualTo(collapsible);
	}

	@ParameterizedTest
	@CsvSource({ "PER_USER,true", "ONE_USER,true", "SHARED_RULES,false" })
	void usersWaitForTheirOwnAnswers(CacheCredentials credentials, boolean collapsible) {
		Forward forward = (Forward) new CachePolicy(Rules.credentials(credentials))
			.onRequest(Exchanges.get("Authorization: x"), List.of(), Exchanges.NOW);

		assertThat(forward.collapsible()).isEqualTo(collapsible);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Cache-Control: max-age=60                                                   | 60
			Cache-Control: max-age=60 ; Age: 20                                         | 40
			Cache-Control: max-age=60 ; Age: 80                                         | 0
			Cache-Control: max-age=60, stale-if-error=30                                | 90
			Cache-Control: max-age=60, stale-while-revalidate=50, stale-if-error=30     | 110
			Cache-Control: max-age=60, stale-if-error=30, must-revalidate               | 60
			Cache-Control: max-age=60 ; ETag: 1                                         | 660
			Cache-Control: max-age=60, stale-if-error=1000 ; ETag: 1                    | 1060
			Cache-Control: no-cache ; ETag: 1                                           | 600
			""")
	void storedResponseIsKeptAsLongAsItCanBeOfUse(String headers, long seconds) {
		CachePolicy tenMinutes = new CachePolicy(
				Rules.stale(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(10)));

		assertThat(tenMinutes.usefulFor(Exchanges.stored(headers))).isEqualTo(Duration.ofSeconds(seconds));
	}

}
