package io.httpwrapper.cache;

import java.time.Duration;
import java.util.List;

import io.httpwrapper.cache.CacheDecision.Forward;
import io.httpwrapper.cache.ResponseDecision.Pass;
import io.httpwrapper.cache.ResponseDecision.ServeStale;
import io.httpwrapper.cache.ResponseDecision.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 5861 §4, RFC 9111 §4.2.4, §4.3.3. */
class StaleIfErrorTests {

	private static final CachePolicy policy = new CachePolicy(Rules.PRIVATE);

	private static Forward ask(CachePolicy policy, String request, String control, double now) {
		StoredResponse stored = Exchanges.stored("Date: {0} ; ETag: \"1\" ; Cache-Control: " + control);
		return (Forward) policy.onRequest(Exchanges.get(request), List.of(stored), Exchanges.at(now));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			``                                    | max-age=2, stale-if-error=60                   | 3  | true
			``                                    | max-age=2, stale-if-error=60                   | 61 | true
			``                                    | max-age=2, stale-if-error=60                   | 62 | false
			``                                    | max-age=2                                      | 3  | false
			``                                    | max-age=2, stale-if-error=x                    | 3  | false
			``                                    | max-age=2, stale-if-error=60, must-revalidate  | 3  | false
			``                                    | max-age=2, stale-if-error=60, no-cache         | 3  | false
			``                                    | max-age=2, stale-if-error=60, proxy-revalidate | 3  | true
			``                                    | max-age=2, stale-if-error=60, s-maxage=2       | 3  | true
			``                                    | max-age=2, stale-while-revalidate=0, stale-if-error=60 | 3 | true
			Cache-Control: stale-if-error=60      | max-age=2                                      | 3  | true
			Cache-Control: stale-if-error=60      | max-age=2, must-revalidate                     | 3  | false
			Cache-Control: no-cache               | max-age=2, stale-if-error=60                   | 3  | false
			Cache-Control: max-age=0              | max-age=60, stale-if-error=60                  | 3  | true
			Cache-Control: max-age=0              | max-age=60                                     | 3  | false
			""")
	void responseSaysHowLongItIsBetterThanAnError(String request, String control, double now, boolean used) {
		assertThat(policy.onFailure(ask(policy, request, control, now), Exchanges.at(now)).isPresent()).isEqualTo(used);
	}

	@ParameterizedTest
	@CsvSource({ "max-age=2,600,true", "max-age=2,602,false", "'max-age=2, stale-if-error=700',650,true",
			"'max-age=2, must-revalidate',3,false", "no-cache,3,false" })
	void rulesMayAllowMoreThanTheResponseSays(String control, double now, boolean used) {
		CachePolicy tenMinutes = new CachePolicy(
				Rules.stale(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(1)));

		assertThat(tenMinutes.onFailure(ask(tenMinutes, "", control, now), Exchanges.at(now)).isPresent())
			.isEqualTo(used);
	}

	@ParameterizedTest
	@CsvSource({ "'max-age=2, stale-if-error=60, proxy-revalidate'", "'s-maxage=2, stale-if-error=60'" })
	void sharedCacheObeysWhatForbidsItToSharedCaches(String control) {
		CachePolicy shared = new CachePolicy(Rules.shared());

		assertThat(shared.onFailure(ask(shared, "", control, 3), Exchanges.at(3))).isEmpty();
	}

	@Test
	void whatWasNeverStoredCannotHelp() {
		Forward miss = (Forward) policy.onRequest(Exchanges.get(""), List.of(), Exchanges.NOW);

		assertThat(policy.onFailure(miss, Exchanges.NOW)).isEmpty();
	}

	@Test
	void staleAnswerIsComplete() {
		ServeStale stale = policy
			.onFailure(ask(policy, "Range: bytes=0-1, 4-5", "max-age=2, stale-if-error=60", 5), Exchanges.at(5.5))
			.orElseThrow();

		assertThat(stale.ttl()).isEqualTo(-4);
		assertThat(stale.answer().status()).isEqualTo(200);
		assertThat(stale.answer().headers().first("Age")).isEqualTo("5");
		assertThat(Exchanges.text(stale.answer())).isEqualTo("0123456789");
		assertThat(stale.change().isEmpty()).isTrue();
	}

	@Test
	void callersRangeAndConditionHoldForAStaleAnswerToo() {
		String control = "max-age=2, stale-if-error=60";

		assertThat(policy.onFailure(ask(policy, "Range: bytes=2-3", control, 5), Exchanges.at(5)))
			.hasValueSatisfying((stale) -> assertThat(Exchanges.text(stale.answer())).isEqualTo("23"));
		assertThat(policy.onFailure(ask(policy, "If-None-Match: \"1\"", control, 5), Exchanges.at(5)))
			.hasValueSatisfying((stale) -> assertThat(stale.answer().status()).isEqualTo(304));
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 500, 502, 503, 504 })
	void errorIsReplacedByWhatIsStored(int status) {
		ResponseDecision decision = policy.onResponse(ask(policy, "", "max-age=2, stale-if-error=60", 5), status,
				Exchanges.fields("Cache-Control: max-age=100"), Exchanges.at(5), Exchanges.at(6));

		assertThat(decision).isInstanceOf(ServeStale.class);
	}

	@Test
	void errorOfAHeadIsReplacedToo() {
		StoredResponse stored = Exchanges.stored("Date: {0} ; Cache-Control: max-age=2, stale-if-error=60");
		Forward asked = (Forward) policy.onRequest(Exchanges.request("HEAD", ""), List.of(stored), Exchanges.at(5));

		ResponseDecision decision = policy.onResponse(asked, 503, HeaderFields.NONE, Exchanges.at(5), Exchanges.at(6));

		assertThat(decision).isInstanceOfSatisfying(ServeStale.class, (stale) -> {
			assertThat(stale.answer().status()).isEqualTo(200);
			assertThat(stale.answer().length()).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 408, 410, 501, 505 })
	void otherStatusesAreAnswers(int status) {
		ResponseDecision decision = policy.onResponse(ask(policy, "", "max-age=2, stale-if-error=60", 5), status,
				Exchanges.fields("Cache-Control: no-store"), Exchanges.at(5), Exchanges.at(6));

		assertThat(decision).isInstanceOf(Pass.class);
	}

	@Test
	void errorWithoutAnythingBetterIsHandedOnAndStoredIfItSaysSo() {
		Forward asked = ask(policy, "", "max-age=2", 5);

		assertThat(policy.onResponse(asked, 503, Exchanges.fields("A: 1"), Exchanges.at(5), Exchanges.at(6)))
			.isEqualTo(new Pass(NotStored.NO_FRESHNESS, StoreChange.NONE));
		assertThat(policy.onResponse(asked, 503, Exchanges.fields("Cache-Control: max-age=5"), Exchanges.at(5),
				Exchanges.at(6)))
			.isInstanceOf(Store.class);
	}

}
