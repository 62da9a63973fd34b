package io.httpwrapper.cache;

import java.util.List;

import io.httpwrapper.cache.CacheDecision.Forward;
import io.httpwrapper.cache.CacheDecision.Revalidate;
import io.httpwrapper.cache.CacheDecision.Serve;
import io.httpwrapper.cache.ResponseDecision.Pass;
import io.httpwrapper.cache.ResponseDecision.Repeat;
import io.httpwrapper.cache.ResponseDecision.Store;
import io.httpwrapper.cache.ResponseDecision.Validated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 §4.3. */
class ValidationTests {

	private static final CachePolicy policy = new CachePolicy(Rules.PRIVATE);

	private static Forward ask(String request, StoredResponse... stored) {
		return (Forward) policy.onRequest(Exchanges.get(request), List.of(stored), Exchanges.at(100));
	}

	private static ResponseDecision answered(Forward asked, int status, String headers) {
		return policy.onResponse(asked, status, Exchanges.fields(headers), Exchanges.at(100), Exchanges.at(101));
	}

	private static StoredResponse stale(String headers) {
		return Exchanges.stored("Cache-Control: max-age=2 ; Date: {0} ; " + headers);
	}

	private static StoredResponse variant(String language, String headers) {
		return Exchanges.stored(200, "Cache-Control: max-age=2 ; Date: {0} ; Vary: Accept-Language ; " + headers,
				"Accept-Language: " + language);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					ETag: "1"                                | ``                     | If-None-Match: "1"
					ETag: W/"1"                              | ``                     | If-None-Match: W/"1"
					ETag: unquoted                           | ``                     | If-None-Match: unquoted
					Last-Modified: {-9}                      | ``                     | If-Modified-Since: {-9}
					ETag: "1" ; Last-Modified: {-9}          | ``                     | If-None-Match: "1" ; If-Modified-Since: {-9}
					ETag: "1"                                | If-None-Match: "2"     | If-None-Match: "1", "2"
					ETag: "1"                                | If-None-Match: "1"     | If-None-Match: "1"
					ETag: "1"                                | If-Modified-Since: {-5} | If-None-Match: "1"
					Last-Modified: {-9}                      | If-Modified-Since: {-5} | If-Modified-Since: {-9}
					Last-Modified: {-9}                      | If-None-Match: "2"     | If-None-Match: "2"
					ETag: "1" ; Last-Modified: nonsense      | ``                     | If-None-Match: "1"
					Last-Modified: nonsense                  | ``                     | ``
					A: 1                                     | If-None-Match: "2"     | If-None-Match: "2"
					A: 1                                     | ``                     | ``
					""")
	void originIsAskedForWhatIsStoredAndWhatTheCallerHas(String stored, String request, String sent) {
		assertThat(ask(request, stale(stored)).request().headers()).isEqualTo(Exchanges.fields(sent));
	}

	@Test
	void tagsOfAllVariantsAreSentButOnlyTheSelectedOnesDate() {
		Forward asked = ask("Accept-Language: de", variant("en", "ETag: \"en\" ; Last-Modified: {-9}"),
				variant("de", "ETag: \"de\" ; Last-Modified: {-8}"));

		assertThat(asked.request().headers()).isEqualTo(
				Exchanges.fields("Accept-Language: de ; If-None-Match: \"en\", \"de\" ; If-Modified-Since: {-8}"));
	}

	@Test
	void variantsAreAskedForThoughNoneFits() {
		Forward asked = ask("Accept-Language: fr", variant("en", "ETag: \"en\" ; Last-Modified: {-9}"));

		assertThat(asked.request().headers())
			.isEqualTo(Exchanges.fields("Accept-Language: fr ; If-None-Match: \"en\""));
		assertThat(asked.reason()).isEqualTo(ForwardReason.VARY_MISS);
	}

	@Test
	void noCacheIsStoredAndValidatedOnEachUse() {
		StoredResponse stored = Exchanges.stored("Cache-Control: no-cache, max-age=1000 ; ETag: \"1\" ; Date: {0}");

		assertThat(policy.onRequest(Exchanges.get(""), List.of(stored), Exchanges.at(1)))
			.isInstanceOf(Revalidate.class);
	}

	@Test
	void confirmedResponseIsUpdatedAndServedWithoutAge() {
		Forward asked = ask("", stale("ETag: \"1\" ; A: old ; B: stays ; Age: 7"));

		ResponseDecision decision = answered(asked, 304,
				"ETag: \"1\" ; A: new ; A: newer ; Cache-Control: max-age=50 ; Date: {100}");

		assertThat(decision).isInstanceOfSatisfying(Validated.class, (validated) -> {
			HeaderFields expected = Exchanges
				.fields("B: stays ; ETag: \"1\" ; A: new ; A: newer ; Cache-Control: max-age=50 ; Date: {100}");
			assertThat(validated.answer().headers()).isEqualTo(expected);
			assertThat(validated.answer().status()).isEqualTo(200);
			assertThat(Exchanges.text(validated.answer())).isEqualTo("0123456789");
			StoredResponse put = validated.change().put().get(0);
			assertThat(put.headers()).isEqualTo(expected);
			assertThat(put.receivedAt()).isEqualTo(Exchanges.at(101));
			assertThat(policy.ttl(put, Exchanges.at(101))).isEqualTo(49);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Encoding", "Content-Type", "Content-Length", "Content-Range" })
	void whatTheStoredBodyDependsOnStays(String field) {
		Validated validated = (Validated) answered(ask("", stale("ETag: \"1\" ; " + field + ": old")), 304,
				"ETag: \"1\" ; " + field + ": new");

		assertThat(validated.answer().headers().lines(field)).containsExactly("old");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Foo", "Content-Location", "Content-MD5", "Content-Security-Policy", "Expires",
			"Set-Cookie", "X-Test", "Cache-Control", "Clear-Site-Data" })
	void anythingElseIsReplaced(String field) {
		Validated validated = (Validated) answered(
				ask("", Exchanges.stored("Date: {0} ; ETag: \"1\" ; " + field + ": no-cache")), 304,
				"ETag: \"1\" ; " + field + ": max-age=5");

		assertThat(validated.answer().headers().lines(field)).containsExactly("max-age=5");
	}

	@Test
	void fieldsOfTheConnectionAreNotTakenOver() {
		Validated validated = (Validated) answered(ask("", stale("ETag: \"1\"")), 304,
				"ETag: \"1\" ; Connection: a ; A: 1 ; Keep-Alive: 5");

		assertThat(validated.answer().headers().has("A")).isFalse();
		assertThat(validated.answer().headers().has("Keep-Alive")).isFalse();
	}

	@Test
	void fieldsThatNeededAValidationHaveHadIt() {
		Validated validated = (Validated) answered(
				ask("", Exchanges.stored("Cache-Control: max-age=2, no-cache=\"a\" ; Date: {0} ; ETag: \"1\" ; A: 1")),
				304, "ETag: \"1\"");

		assertThat(validated.answer().headers().first("A")).isEqualTo("1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			ETag: "1"           | ETag: "1"                                | true
			ETag: "1"           | ETag: "2"                                | false
			ETag: "1"           | ETag: W/"1"                              | true
			ETag: W/"1"         | ETag: W/"1"                              | true
			ETag: W/"1"         | ETag: "1"                                | false
			ETag: W/"1"         | ETag: W/"2"                              | false
			ETag: "1"           | A: 1                                     | true
			Last-Modified: {-9} | Last-Modified: {-9}                      | true
			Last-Modified: {-9} | Last-Modified: {-8}                      | false
			Last-Modified: {-9} | A: 1                                     | true
			Last-Modified: {-9} | ETag: "1"                                | false
			ETag: "1" ; Last-Modified: {-9} | Last-Modified: {-9}          | true
			ETag: "1" ; Last-Modified: {-9} | Last-Modified: {-8}          | false
			""")
	void notModifiedSpeaksOfWhatItsValidatorNames(String stored, String headers, boolean confirmed) {
		ResponseDecision decision = answered(ask("", stale(stored)), 304, headers);

		assertThat(decision).isInstanceOf(confirmed ? Validated.class : Repeat.class);
	}

	@Test
	void callerWhoAskedWithoutConditionsNeverSeesANotModified() {
		Repeat repeat = (Repeat) answered(ask("A: 1", stale("ETag: \"1\"")), 304, "ETag: \"2\"");

		assertThat(repeat.again().request().headers()).isEqualTo(Exchanges.fields("A: 1"));
		assertThat(answered(repeat.again(), 200, "Cache-Control: max-age=5")).isInstanceOf(Store.class);
	}

	@Test
	void notModifiedForTheCallersOwnTagIsTheCallers() {
		ResponseDecision decision = answered(ask("If-None-Match: \"2\"", stale("ETag: \"1\"")), 304, "ETag: \"2\"");

		assertThat(decision).isEqualTo(new Pass(NotStored.STATUS, StoreChange.NONE));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			ETag: "1"                       | If-None-Match: "2"      | A: 1
			ETag: "1"                       | If-None-Match: "2"      | ETag: "3"
			ETag: "1"                       | If-Modified-Since: {-5} | ETag: "2"
			ETag: "1" ; Last-Modified: {-9} | If-Modified-Since: {-5} | Last-Modified: {-5}
			""")
	void notModifiedThatMayBeOurTagsIsNotTakenForTheCallers(String stored, String request, String headers) {
		Repeat repeat = (Repeat) answered(ask(request, stale(stored)), 304, headers);

		assertThat(repeat.again().request().headers()).isEqualTo(Exchanges.fields(request));
		assertThat(answered(repeat.again(), 304, headers)).isInstanceOf(Pass.class);
	}

	@ParameterizedTest
	@CsvSource({ "-10,200", "-9,304", "-5,304" })
	void callersDateIsEvaluatedOnceOursIsConfirmedWithoutAName(long since, int status) {
		Forward asked = ask("If-Modified-Since: {" + since + "}", stale("Last-Modified: {-9}"));

		Validated validated = (Validated) answered(asked, 304, "A: 1");

		assertThat(validated.answer().status()).isEqualTo(status);
	}

	@Test
	void callersAnyTagIsSentAlone() {
		Forward asked = ask("If-None-Match: *", stale("ETag: \"1\" ; Last-Modified: {-9}"));

		assertThat(asked.request().headers()).isEqualTo(Exchanges.fields("If-None-Match: *"));
	}

	@Test
	void notModifiedWithoutNameAmongSeveralVariantsSaysNothing() {
		Forward asked = ask("Accept-Language: fr", variant("en", "ETag: \"en\""), variant("de", "ETag: \"de\""));

		assertThat(answered(asked, 304, "A: 1")).isInstanceOf(Repeat.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			``                      | 200
			If-None-Match: "1"      | 304
			If-None-Match: "0"      | 200
			If-None-Match: "0", "1" | 304
			If-Modified-Since: {-9} | 304
			If-Modified-Since: {-10} | 200
			""")
	void callersConditionIsEvaluatedOnceTheStoredResponseIsConfirmed(String request, int status) {
		Forward asked = ask(request, stale("ETag: \"1\" ; Last-Modified: {-9}"));

		Validated validated = (Validated) answered(asked, 304, "ETag: \"1\"");

		assertThat(validated.answer().status()).isEqualTo(status);
		assertThat(validated.change().put()).hasSize(1);
	}

	@Test
	void variantThatTheOriginChoosesServesThisRequestFromNowOn() {
		StoredResponse english = variant("en", "ETag: \"en\"");
		StoredResponse german = variant("de", "ETag: \"de\"");
		Forward asked = ask("Accept-Language: fr", english, german);

		Validated validated = (Validated) answered(asked, 304, "ETag: \"en\" ; Date: {100}");
		List<StoredResponse> after = validated.change().appliedTo(List.of(english, german), 8);

		assertThat(validated.answer().headers().first("ETag")).isEqualTo("\"en\"");
		assertThat(after).extracting((response) -> response.selecting().first("accept-language"))
			.containsExactlyInAnyOrder("fr", "en", "de");
		assertThat(policy.onRequest(Exchanges.get("Accept-Language: fr"), after, Exchanges.at(101)))
			.isInstanceOf(Serve.class);
		assertThat(policy.onRequest(Exchanges.get("Accept-Language: en"), after, Exchanges.at(101)))
			.isInstanceOf(Serve.class);
		assertThat(policy.onRequest(Exchanges.get("Accept-Language: de"), after, Exchanges.at(101)))
			.isInstanceOf(Revalidate.class);
	}

	@Test
	void variantsThatNowVaryByMoreAreGivenUp() {
		StoredResponse english = variant("en", "ETag: \"1\"");
		StoredResponse german = variant("de", "ETag: \"1\"");
		Forward asked = ask("Accept-Language: de ; Accept: a", english, german);

		Validated validated = (Validated) answered(asked, 304, "ETag: \"1\" ; Vary: Accept-Language, Accept");
		List<StoredResponse> after = validated.change().appliedTo(List.of(english, german), 8);

		assertThat(after).hasSize(1);
		assertThat(after.get(0).selecting()).isEqualTo(Exchanges.fields("accept: a ; accept-language: de"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cache-Control: no-store", "Vary: *" })
	void confirmedResponseThatMayNoLongerBeStoredIsServedOnceMore(String headers) {
		Validated validated = (Validated) answered(ask("", stale("ETag: \"1\"")), 304, "ETag: \"1\" ; " + headers);

		assertThat(validated.answer().status()).isEqualTo(200);
		assertThat(validated.change().put()).isEmpty();
		assertThat(validated.change().remove()).hasSize(1);
	}

	@Test
	void oneUsersValidationLeavesWhatAllMaySeeAsItWas() {
		Validated validated = (Validated) answered(ask("Authorization: x", stale("ETag: \"1\"")), 304, "ETag: \"1\"");

		assertThat(validated.answer().status()).isEqualTo(200);
		assertThat(validated.change().isEmpty()).isTrue();
	}

	@Test
	void cookieThatIsNotStoredReachesTheCallerAllTheSame() {
		CachePolicy withoutCookies = new CachePolicy(Rules.withoutCookies());
		Forward asked = ask("", stale("ETag: \"1\""));

		Validated validated = (Validated) withoutCookies.onResponse(asked, 304,
				Exchanges.fields("ETag: \"1\" ; Set-Cookie: a"), Exchanges.at(100), Exchanges.at(101));

		assertThat(validated.answer().headers().first("Set-Cookie")).isEqualTo("a");
		assertThat(validated.change().put().get(0).headers().has("Set-Cookie")).isFalse();
	}

	@Test
	void newResponseTakesThePlaceOfTheOld() {
		StoredResponse old = stale("ETag: \"1\"");

		Store store = (Store) answered(ask("", old), 200, "Cache-Control: max-age=9 ; ETag: \"2\"");

		StoredResponse complete = store.head().withBody(Exchanges.body("new"));
		assertThat(StoreChange.put(complete).appliedTo(List.of(old), 8)).containsExactly(complete);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			200 | Cache-Control: no-store  | true
			204 | Cache-Control: no-store  | true
			302 | A: 1                     | true
			404 | Cache-Control: no-store  | true
			410 | Cache-Control: no-store  | true
			401 | A: 1                     | false
			403 | A: 1                     | false
			429 | A: 1                     | false
			500 | A: 1                     | false
			503 | A: 1                     | false
			206 | ETag: "1"                | false
			206 | ETag: "2"                | true
			416 | A: 1                     | false
			""")
	void newsThatIsNotStoredEndsWhatIs(int status, String headers, boolean ended) {
		StoredResponse old = stale("ETag: \"1\"");

		Pass pass = (Pass) answered(ask("", old), status, headers);

		assertThat(pass.change().remove()).isEqualTo(ended ? List.of(old) : List.of());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			ETag: "1"           | ETag: "1"                        | true
			ETag: "1"           | ETag: "2"                        | false
			ETag: "1"           | A: 1                             | true
			A: 1                | ETag: "1"                        | false
			A: 1                | A: 2                             | true
			Last-Modified: {-9} | Last-Modified: {-9}              | true
			Last-Modified: {-9} | Last-Modified: {-8}              | false
			A: 1                | Content-Length: 10               | true
			A: 1                | Content-Length: 11               | false
			ETag: "1"           | ETag: "1" ; Content-Length: 10   | true
			""")
	void answerToAHeadUpdatesOrEndsWhatAGetStored(String stored, String headers, boolean same) {
		StoredResponse old = stale(stored);
		Forward asked = (Forward) policy.onRequest(Exchanges.request("HEAD", ""), List.of(old), Exchanges.at(100));

		ResponseDecision decision = answered(asked, 200, headers + " ; Cache-Control: max-age=50 ; B: 2");

		List<StoredResponse> after = decision.change().appliedTo(List.of(old), 8);
		assertThat(after).hasSize(same ? 1 : 0);
		assertThat(after).allSatisfy((response) -> {
			assertThat(response.headers().first("B")).isEqualTo("2");
			assertThat(policy.ttl(response, Exchanges.at(101))).isBetween(48L, 50L);
			assertThat(response.body().size()).isEqualTo(10);
		});
	}

	@Test
	void answerToAHeadThatVariesByMoreEndsWhatAGetStored() {
		StoredResponse english = Exchanges.stored(200, "Cache-Control: max-age=2 ; Date: {0}", "Accept-Language: en");
		CacheRequest head = Exchanges.request("HEAD", "Accept-Language: de");
		Forward asked = (Forward) policy.onRequest(head, List.of(english), Exchanges.at(100));

		ResponseDecision decision = answered(asked, 200, "Cache-Control: max-age=50 ; Vary: Accept-Language");

		assertThat(decision.change().appliedTo(List.of(english), 8)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 301, 304, 404, 410, 500 })
	void otherAnswersToAHeadChangeNothing(int status) {
		StoredResponse old = stale("ETag: \"1\"");
		Forward asked = (Forward) policy.onRequest(Exchanges.request("HEAD", ""), List.of(old), Exchanges.at(100));

		assertThat(answered(asked, status, "ETag: \"2\"").change().isEmpty()).isTrue();
	}

}
