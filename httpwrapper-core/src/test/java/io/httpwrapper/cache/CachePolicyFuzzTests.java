package io.httpwrapper.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.httpwrapper.cache.CacheDecision.Forward;
import io.httpwrapper.cache.CacheDecision.Serve;
import io.httpwrapper.cache.ResponseDecision.ServeStale;
import io.httpwrapper.cache.ResponseDecision.Store;
import io.httpwrapper.cache.ResponseDecision.Validated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes in, the policy does not throw, and what must never be does not happen.
 */
class CachePolicyFuzzTests {

	private static final String[] NAMES = { "Cache-Control", "cache-control", "Date", "Expires", "Age", "ETag",
			"Last-Modified", "Vary", "Pragma", "If-None-Match", "If-Modified-Since", "If-Range", "Range", "Connection",
			"Accept", "Accept-Language", "Content-Length", "Content-Location", "Location", "Set-Cookie",
			"Authorization", "Cookie", "Foo" };

	private static final String[] PIECES = { "max-age", "s-maxage", "no-cache", "no-store", "private", "public",
			"must-revalidate", "must-understand", "immutable", "stale-if-error", "stale-while-revalidate", "max-stale",
			"min-fresh", "only-if-cached", "=", "=", ",", ", ", "\"", "\\", "0", "1", "60", "99999999999", "-1", "*",
			"W/", "\"a\"", "bytes=", "-", "Foo", "Accept", " ", "\t", ";", "q=1", "Sun, 01 Mar 2026 12:00:00 GMT",
			"Sun, 01 Mar 2026 12:01:00 GMT", "/x", "http://orders.test", "http://", "%", "\u00e9", "\u0661", "\ud83d",
			"" };

	private static final String[] METHODS = { "GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "x" };

	private static final int[] STATUSES = { 100, 103, 200, 200, 200, 204, 206, 301, 304, 304, 404, 412, 416, 429, 500,
			503, 599, 0, -1 };

	private final CacheRules[] rules = { Rules.PRIVATE, Rules.shared(), Rules.credentials(CacheCredentials.PER_USER),
			Rules.credentials(CacheCredentials.ONE_USER), Rules.withoutCookies() };

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void nothingThatComesInBreaksThePolicy(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 500; round++) {
			CachePolicy policy = new CachePolicy(any(random, this.rules));
			List<StoredResponse> stored = List.of();
			for (int step = 0; step < 6; step++) {
				stored = step(policy, random, stored, Exchanges.at(step * random.nextInt(40)));
			}
		}
	}

	private static List<StoredResponse> step(CachePolicy policy, Random random, List<StoredResponse> stored,
			Instant now) {
		CacheRequest request = new CacheRequest(METHODS[random.nextInt(METHODS.length)], Exchanges.URL,
				fields(random, 4), random.nextInt(20) == 0);
		CacheKey.of(request, policy.rules());
		int status = STATUSES[random.nextInt(STATUSES.length)];
		HeaderFields headers = fields(random, 8);
		policy.invalidated(request, status, headers);

		CacheDecision decision = policy.onRequest(request, stored, now);
		if (decision instanceof Serve hit) {
			check(request, hit.answer());
			assertThat(hit.answer().source().cacheControl().noStore()
					&& !hit.answer().source().cacheControl().mustUnderstand())
				.isFalse();
			return stored;
		}
		if (!(decision instanceof Forward forward)) {
			return stored;
		}
		policy.onFailure(forward, now).ifPresent((stale) -> check(request, stale.answer()));
		ResponseDecision then = policy.onResponse(forward, status, headers, now, now.plusMillis(random.nextInt(2000)));
		if (then instanceof Store store) {
			assertThat(status).isGreaterThanOrEqualTo(200).isNotIn(206, 304, 416);
			assertThat(request.method()).isIn("GET", "POST");
			StoredResponse complete = store.head().withBody(Exchanges.body("0123456789"));
			assertThat(policy.usefulFor(complete).isNegative()).isFalse();
			return StoreChange.put(complete).appliedTo(stored, 4);
		}
		if (then instanceof Validated validated) {
			check(request, validated.answer());
		}
		if (then instanceof ServeStale stale) {
			check(request, stale.answer());
			assertThat(stale.answer().source().cacheControl().mustRevalidate()).isFalse();
		}
		return then.change().appliedTo(stored, 4);
	}

	private static void check(CacheRequest request, CachedAnswer answer) {
		assertThat(answer.offset()).isNotNegative();
		assertThat(answer.offset() + answer.length()).isBetween(0, answer.source().body().size());
		assertThat(answer.headers().lines("Age")).hasSizeLessThan(3);
		assertThat(answer.source().status()).isGreaterThanOrEqualTo(200);
		if (answer.status() == 304) {
			assertThat(request.isConditional()).isTrue();
		}
		if (answer.status() == 206) {
			assertThat(request.headers().has("Range")).isTrue();
		}
	}

	private static HeaderFields fields(Random random, int most) {
		List<String> fields = new ArrayList<>();
		for (int i = random.nextInt(most + 1); i > 0; i--) {
			fields.add(any(random, NAMES));
			StringBuilder value = new StringBuilder();
			for (int j = random.nextInt(7); j > 0; j--) {
				value.append(any(random, PIECES));
			}
			fields.add(value.toString());
		}
		return HeaderFields.of(fields.toArray(String[]::new));
	}

	private static <T> T any(Random random, T[] values) {
		return values[random.nextInt(values.length)];
	}

}
