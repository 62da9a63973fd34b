package io.httpwrapper.cache;

import java.util.List;

import io.httpwrapper.cache.CacheDecision.Fetch;
import io.httpwrapper.cache.CacheDecision.Revalidate;
import io.httpwrapper.cache.CacheDecision.Serve;
import io.httpwrapper.cache.ResponseDecision.Pass;
import io.httpwrapper.cache.ResponseDecision.Store;
import io.httpwrapper.cache.ResponseDecision.Validated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9110 §14, §13.1.5; RFC 9111 §3.3, §3.4. */
class RangeTests {

	private static final CachePolicy policy = new CachePolicy(Rules.PRIVATE);

	private static final String FRESH = "Cache-Control: max-age=60 ; Date: {0} ; Content-Length: 10";

	private static CacheDecision decide(String request, StoredResponse stored) {
		return policy.onRequest(Exchanges.get(request), List.of(stored), Exchanges.at(1));
	}

	@ParameterizedTest
	@CsvSource({ "bytes=0-1,01,0-1", "bytes=0-0,0,0-0", "bytes=9-9,9,9-9", "bytes=1-,123456789,1-9", "bytes=-1,9,9-9",
			"bytes=-3,789,7-9", "bytes=0-9,0123456789,0-9", "bytes=5-99,56789,5-9", "bytes=-99,0123456789,0-9",
			"Bytes=2-3,23,2-3", "bytes=5-99999999999999999999,56789,5-9", "bytes= 2-3,23,2-3" })
	void singleRangeIsAPartOfWhatIsStored(String range, String text, String contentRange) {
		CacheDecision decision = decide("Range: " + range, Exchanges.stored(FRESH));

		assertThat(decision).isInstanceOfSatisfying(Serve.class, (hit) -> {
			assertThat(hit.answer().status()).isEqualTo(206);
			assertThat(Exchanges.text(hit.answer())).isEqualTo(text);
			assertThat(hit.answer().headers().lines("Content-Range")).containsExactly("bytes " + contentRange + "/10");
			assertThat(hit.answer().headers().lines("Content-Length")).containsExactly("" + text.length());
			assertThat(hit.answer().headers().first("Age")).isEqualTo("1");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes=0-1,4-5", "bytes=10-", "bytes=10-11", "bytes=-0", "bytes=-", "bytes=5-4",
			"bytes=a-b", "bytes=1", "bytes=", "items=0-1", "0-1", "bytes=0 -1", "bytes=0-1 ; Range: bytes=0-1",
			"bytes=--1" })
	void anyOtherIsLeftToTheOrigin(String range) {
		CacheDecision decision = decide("Range: " + range, Exchanges.stored(FRESH + " ; ETag: \"1\""));

		assertThat(decision).isInstanceOfSatisfying(Fetch.class, (fetch) -> {
			assertThat(fetch.reason()).isEqualTo(ForwardReason.PARTIAL);
			assertThat(fetch.request().headers().has("Range")).isTrue();
			assertThat(fetch.collapsible()).isFalse();
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			"1"                           | 206
			"2"                           | 200
			W/"1"                         | 200
			{-10}                         | 206
			{-9}                          | 200
			nonsense                      | 200
			""")
	void partIsGivenOnlyOfTheSameRepresentation(String ifRange, int status) {
		CacheDecision decision = decide("Range: bytes=0-1 ; If-Range: " + ifRange,
				Exchanges.stored(FRESH + " ; ETag: \"1\" ; Last-Modified: {-10}"));

		assertThat(((Serve) decision).answer().status()).isEqualTo(status);
	}

	@Test
	void weakValidatorsNameNoBytes() {
		CacheDecision weakTag = decide("Range: bytes=0-1 ; If-Range: W/\"1\"",
				Exchanges.stored(FRESH + " ; ETag: W/\"1\""));
		CacheDecision sameSecond = decide("Range: bytes=0-1 ; If-Range: {0}",
				Exchanges.stored(FRESH + " ; Last-Modified: {0}"));

		assertThat(((Serve) weakTag).answer().status()).isEqualTo(200);
		assertThat(((Serve) sameSecond).answer().status()).isEqualTo(200);
	}

	@Test
	void conditionIsEvaluatedBeforeTheRange() {
		CacheDecision decision = decide("Range: bytes=0-1 ; If-None-Match: \"1\"",
				Exchanges.stored(FRESH + " ; ETag: \"1\""));

		assertThat(((Serve) decision).answer().status()).isEqualTo(304);
	}

	@Test
	void onlyASuccessHasParts() {
		CacheDecision decision = decide("Range: bytes=0-1", Exchanges.stored(404, FRESH));

		assertThat(((Serve) decision).answer().status()).isEqualTo(404);
		assertThat(Exchanges.text(((Serve) decision).answer())).isEqualTo("0123456789");
	}

	@Test
	void headHasNoRanges() {
		CacheDecision decision = policy.onRequest(Exchanges.request("HEAD", "Range: bytes=0-1"),
				List.of(Exchanges.stored(FRESH)), Exchanges.at(1));

		assertThat(((Serve) decision).answer().status()).isEqualTo(200);
	}

	@Test
	void partOfAStaleResponseIsServedOnceItIsConfirmed() {
		StoredResponse stored = Exchanges.stored("Cache-Control: max-age=0 ; Date: {0} ; ETag: \"1\"");
		Revalidate asked = (Revalidate) decide("Range: bytes=0-1", stored);

		Validated validated = (Validated) policy.onResponse(asked, 304, Exchanges.fields("ETag: \"1\""),
				Exchanges.at(1), Exchanges.at(1));

		assertThat(asked.request().headers()).isEqualTo(Exchanges.fields("Range: bytes=0-1 ; If-None-Match: \"1\""));
		assertThat(validated.answer().status()).isEqualTo(206);
		assertThat(Exchanges.text(validated.answer())).isEqualTo("01");
	}

	@Test
	void partsAreNeverStoredAndWholesAlways() {
		Fetch asked = (Fetch) policy.onRequest(Exchanges.get("Range: bytes=0-1"), List.of(), Exchanges.NOW);
		HeaderFields headers = Exchanges.fields("Cache-Control: max-age=60 ; Content-Range: bytes 0-1/10");

		assertThat(policy.onResponse(asked, 206, headers, Exchanges.NOW, Exchanges.NOW))
			.isEqualTo(new Pass(NotStored.STATUS, StoreChange.NONE));
		assertThat(policy.onResponse(asked, 200, headers, Exchanges.NOW, Exchanges.NOW)).isInstanceOf(Store.class);
	}

}
