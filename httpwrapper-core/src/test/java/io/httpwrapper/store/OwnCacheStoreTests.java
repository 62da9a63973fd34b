package io.httpwrapper.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.CacheStoreContract;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.cache.StoredVariants;

/**
 * The contract with the simplest store that an application could bring, so that it asks
 * nothing that only ours can do.
 */
class OwnCacheStoreTests extends CacheStoreContract {

	private final CacheStore store = new MapStore();

	@Override
	protected CacheStore store() {
		return this.store;
	}

	/** One lock, one generation for all, no bound. */
	private static final class MapStore implements CacheStore {

		private final Map<StoreKey, Entry> entries = new HashMap<>();

		private long generation;

		@Override
		public synchronized CompletionStage<StoredVariants> get(StoreKey key) {
			Entry entry = this.entries.get(key);
			List<StoredResponse> responses = (entry != null) ? entry.responses() : List.of();
			return CompletableFuture.completedFuture(new StoredVariants(responses, this.generation));
		}

		@Override
		public synchronized CompletionStage<Boolean> change(StoreKey key, StoreChange change, StoreTerms terms) {
			if (terms.generation() != this.generation) {
				return CompletableFuture.completedFuture(false);
			}
			Entry old = this.entries.getOrDefault(key, Entry.NONE);
			List<StoredResponse> after = change.appliedTo(old.responses(), terms.maxVariants());
			Set<String> tags = terms.tags().isEmpty() ? old.tags() : terms.tags();
			if (after.isEmpty()) {
				this.entries.remove(key);
			}
			else {
				this.entries.put(key, new Entry(after, tags));
			}
			return CompletableFuture.completedFuture(true);
		}

		@Override
		public CompletionStage<Long> delete(String client, String uri) {
			return deleteIf((entry) -> entry.getKey().client().equals(client) && entry.getKey().uri().equals(uri));
		}

		@Override
		public CompletionStage<Long> deleteByPrefix(String client, String prefix) {
			return deleteIf(
					(entry) -> entry.getKey().client().equals(client) && entry.getKey().uri().startsWith(prefix));
		}

		@Override
		public CompletionStage<Long> deleteByTag(String client, String tag) {
			return deleteIf((entry) -> entry.getKey().client().equals(client) && entry.getValue().tags().contains(tag));
		}

		private synchronized CompletionStage<Long> deleteIf(Predicate<Map.Entry<StoreKey, Entry>> meant) {
			this.generation++;
			long deleted = this.entries.entrySet()
				.stream()
				.filter(meant)
				.mapToLong((entry) -> entry.getValue().responses().size())
				.sum();
			this.entries.entrySet().removeIf(meant);
			return CompletableFuture.completedFuture(deleted);
		}

		@Override
		public synchronized CompletionStage<List<String>> uris(String client, int limit) {
			return CompletableFuture.completedFuture(this.entries.keySet()
				.stream()
				.filter((key) -> key.client().equals(client))
				.map(StoreKey::uri)
				.distinct()
				.limit(limit)
				.toList());
		}

		@Override
		public CompletionStage<CacheStatistics> statistics() {
			return CompletableFuture.completedFuture(CacheStatistics.UNKNOWN);
		}

	}

	private record Entry(List<StoredResponse> responses, Set<String> tags) {

		private static final Entry NONE = new Entry(List.of(), Set.of());

	}

}
