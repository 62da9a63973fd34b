package io.httpwrapper.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.httpwrapper.cache.CacheDecision.Forward;
import io.httpwrapper.cache.CacheDecision.Serve;
import io.httpwrapper.cache.ResponseDecision.Store;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what one user gets of another's answers by {@code shared-rules} with what a
 * shared cache would give him, on many made-up responses (RFC 9111 §3.5).
 */
class SharedRulesModelTests {

	private static final String[] DIRECTIVES = { "max-age=60", "max-age=60", "max-age=0", "s-maxage=0", "s-maxage=30",
			"s-maxage=600", "public", "public", "private", "private=\"a\"", "must-revalidate", "proxy-revalidate",
			"no-cache=\"a\"", "stale-while-revalidate=40", "stale-if-error=40", "no-store", "must-understand" };

	private static final String[] OTHERS = { "Expires: {60}", "Last-Modified: {-1000}", "ETag: \"1\"", "A: 1" };

	private static final String[] USERS = { "", "Authorization: b", "Cookie: b", "Authorization: b ; Cookie: b" };

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13 })
	void answerToCredentialsIsUsedForOthersOnlyAsBySharedCaches(long seed) {
		Random random = new Random(seed);
		Duration stale = Duration.ofSeconds(random.nextInt(2) * 20);
		CachePolicy policy = new CachePolicy(Rules.stale(stale, Duration.ofHours(1), Duration.ofHours(1)));
		CachePolicy shared = new CachePolicy(policy.rules().asShared());
		int used = 0;
		for (int round = 0; round < 5000; round++) {
			String response = response(random);
			CacheRequest other = Exchanges.get(USERS[random.nextInt(USERS.length)]);
			double at = random.nextInt(120);

			if (isUsed(policy, response, other, at)) {
				assertThat(isUsed(shared, response, other, at)).as("%s at %s", response, at).isTrue();
				used++;
			}
		}
		assertThat(used).isGreaterThan(100);
	}

	/**
	 * Whether the answer to one with credentials is used for the other, fresh or stale.
	 */
	private static boolean isUsed(CachePolicy policy, String response, CacheRequest other, double at) {
		CacheRequest first = Exchanges.get("Authorization: a");
		Forward miss = (Forward) policy.onRequest(first, List.of(), Exchanges.NOW);
		if (!(policy.onResponse(miss, 200, Exchanges.fields(response), Exchanges.NOW,
				Exchanges.NOW) instanceof Store store)) {
			return false;
		}
		CacheDecision decision = policy.onRequest(other, List.of(store.head()), Exchanges.at(at));
		return decision instanceof Serve || policy.onFailure((Forward) decision, Exchanges.at(at)).isPresent();
	}

	private static String response(Random random) {
		List<String> directives = new ArrayList<>();
		for (int i = random.nextInt(4); i >= 0; i--) {
			directives.add(DIRECTIVES[random.nextInt(DIRECTIVES.length)]);
		}
		return "Date: {0} ; " + OTHERS[random.nextInt(OTHERS.length)] + " ; Cache-Control: "
				+ String.join(", ", directives);
	}

}
