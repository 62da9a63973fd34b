package io.httpwrapper.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.CacheStoreContract;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredBody;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CaffeineCacheStoreTests extends CacheStoreContract {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final CaffeineCacheStore store = new CaffeineCacheStore(2_000_000);

	@Override
	protected CacheStore store() {
		return this.store;
	}

	@Test
	void neverTakesMoreBytesThanItMay() {
		for (int i = 0; i < 1000; i++) {
			put(key("https://orders.internal/" + i), response("", NOW).withBody(StoredBody.of(new byte[10_000])));
			assertThat(await(this.store.statistics()).bytes()).isLessThanOrEqualTo(2_000_000);
		}

		CacheStatistics statistics = await(this.store.statistics());
		assertThat(statistics.entries()).isBetween(150L, 200L);
		assertThat(statistics.evictions()).isEqualTo(1000 - statistics.entries());
	}

	@Test
	void responseThatIsLargerThanTheStoreIsNotStored() {
		boolean stored = put(key("https://orders.internal/1"),
				response("", NOW).withBody(StoredBody.of(new byte[3_000_000])));

		assertThat(stored).isFalse();
		assertThat(await(this.store.statistics()).bytes()).isZero();
	}

	@Test
	void tagsTakeRoomAsWell() {
		String tag = "x".repeat(1_000_000);
		StoreKey key = key("https://orders.internal/1");

		await(this.store.change(key, StoreChange.put(response("it", NOW)),
				new StoreTerms(get(key).generation(), 32, Duration.ofHours(1), Set.of(tag))));

		assertThat(await(this.store.statistics()).bytes()).isGreaterThan(1_000_000);
	}

	@Test
	void hitAllocatesNoAnswer() {
		put(key("https://orders.internal/1"), response("it", NOW));

		assertThat(this.store.get(key("https://orders.internal/1")))
			.isSameAs(this.store.get(key("https://orders.internal/1")));
	}

}
