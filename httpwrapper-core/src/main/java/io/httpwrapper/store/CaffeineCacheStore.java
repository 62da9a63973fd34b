package io.httpwrapper.store;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.cache.StoredVariants;
import org.jspecify.annotations.Nullable;

/**
 * Keeps responses on the heap, bounded by the bytes that they take. When the limit is
 * reached, the least used responses are removed (Caffeine's Window TinyLFU). Answers
 * immediately, on the caller's thread.
 */
public final class CaffeineCacheStore implements CacheStore {

	private static final CompletionStage<Boolean> YES = CompletableFuture.completedStage(true);

	private static final CompletionStage<Boolean> NO = CompletableFuture.completedStage(false);

	/** The objects around a key and its list, including Caffeine's own. */
	private static final int BYTES_PER_KEY = 256;

	/** A string and its entry in the set. */
	private static final int BYTES_PER_TAG = 64;

	/**
	 * A deletion of one URI prevents all responses under way in the same stripe from
	 * being stored. So there are many more stripes than requests under way.
	 */
	private static final int STRIPE_BITS = 14;

	private final long maxBytes;

	private final Cache<StoreKey, Slot> slots;

	private final LongAdder evictions = new LongAdder();

	/** Counts deletions, by the hash of the URI. */
	private final AtomicIntegerArray deletions = new AtomicIntegerArray(1 << STRIPE_BITS);

	/** Counts deletions that do not belong to a single URI. */
	private final AtomicLong sweeps = new AtomicLong();

	/** Whether one URI may have several keys. */
	private volatile boolean users;

	/**
	 * @param maxBytes the approximate limit for the bytes of all stored responses; more
	 * than zero
	 */
	public CaffeineCacheStore(long maxBytes) {
		this.maxBytes = maxBytes;
		this.slots = Caffeine.newBuilder()
			.maximumWeight(maxBytes)
			.<StoreKey, Slot>weigher(CaffeineCacheStore::weight)
			// evict on the storing thread, so that the bound holds at once and no extra
			// thread is needed
			.executor(Runnable::run)
			.evictionListener((key, slot, cause) -> {
				if (slot != null) {
					this.evictions.add(slot.variants.responses().size());
				}
			})
			.build();
	}

	private static int weight(StoreKey key, Slot slot) {
		long weight = BYTES_PER_KEY + key.uri().length() + key.user().length();
		for (StoredResponse response : slot.variants.responses()) {
			weight += response.weight();
		}
		for (String tag : slot.tags) {
			weight += BYTES_PER_TAG + tag.length();
		}
		return (int) Math.min(weight, Integer.MAX_VALUE);
	}

	@Override
	public CompletionStage<StoredVariants> get(StoreKey key) {
		// read first, so that every later deletion is noticed
		long generation = generation(key);
		Slot slot = this.slots.getIfPresent(key);
		if (slot != null && slot.variants.generation() == generation) {
			return slot.stage;
		}
		List<StoredResponse> responses = (slot != null) ? slot.variants.responses() : List.of();
		return CompletableFuture.completedFuture(new StoredVariants(responses, generation));
	}

	@Override
	public CompletionStage<Boolean> change(StoreKey key, StoreChange change, StoreTerms terms) {
		if (!key.user().isEmpty()) {
			this.users = true;
		}
		@Nullable Slot[] written = new @Nullable Slot[1];
		this.slots.asMap().compute(key, (same, old) -> {
			if (generation(key) != terms.generation()) {
				return old;
			}
			Slot changed = changed(old, change, terms);
			written[0] = changed;
			return changed;
		});
		Slot slot = written[0];
		if (slot == null) {
			return (generation(key) == terms.generation()) ? YES : NO;
		}
		if (generation(key) != terms.generation()) {
			// a deletion happened during the write, and may have missed the new response
			this.slots.asMap().remove(key, slot);
			return NO;
		}
		return (this.slots.asMap().containsKey(key)) ? YES : NO;
	}

	private static @Nullable Slot changed(@Nullable Slot old, StoreChange change, StoreTerms terms) {
		List<StoredResponse> before = (old != null) ? old.variants.responses() : List.of();
		List<StoredResponse> after = change.appliedTo(before, terms.maxVariants());
		return after.isEmpty() ? null : new Slot(new StoredVariants(after, terms.generation()),
				(terms.tags().isEmpty() && old != null) ? old.tags : terms.tags());
	}

	private long generation(StoreKey key) {
		return this.sweeps.get() + Integer.toUnsignedLong(this.deletions.get(stripe(key.client(), key.uri())));
	}

	private static int stripe(String client, String uri) {
		int hash = (31 * client.hashCode() + uri.hashCode()) * 0x9E3779B9;
		return hash >>> (Integer.SIZE - STRIPE_BITS);
	}

	@Override
	public CompletionStage<Long> delete(String client, String uri) {
		this.deletions.incrementAndGet(stripe(client, uri));
		if (this.users) {
			return remove((key, slot) -> key.uri().equals(uri) && key.client().equals(client));
		}
		Slot slot = this.slots.asMap().remove(new StoreKey(client, uri, ""));
		return CompletableFuture.completedFuture((slot != null) ? (long) slot.variants.responses().size() : 0L);
	}

	@Override
	public CompletionStage<Long> deleteByPrefix(String client, String prefix) {
		this.sweeps.incrementAndGet();
		return remove((key, slot) -> key.uri().startsWith(prefix) && key.client().equals(client));
	}

	@Override
	public CompletionStage<Long> deleteByTag(String client, String tag) {
		this.sweeps.incrementAndGet();
		return remove((key, slot) -> slot.tags.contains(tag) && key.client().equals(client));
	}

	private CompletionStage<Long> remove(BiPredicate<StoreKey, Slot> which) {
		long[] count = new long[1];
		this.slots.asMap().entrySet().removeIf((entry) -> {
			boolean remove = which.test(entry.getKey(), entry.getValue());
			count[0] += remove ? entry.getValue().variants.responses().size() : 0;
			return remove;
		});
		return CompletableFuture.completedFuture(count[0]);
	}

	@Override
	public CompletionStage<List<String>> uris(String client, int limit) {
		return CompletableFuture.completedFuture(this.slots.asMap()
			.keySet()
			.stream()
			.filter((key) -> key.client().equals(client))
			.map(StoreKey::uri)
			.distinct()
			.limit(limit)
			.toList());
	}

	@Override
	public CompletionStage<CacheStatistics> statistics() {
		long entries = this.slots.asMap().values().stream().mapToLong((slot) -> slot.variants.responses().size()).sum();
		long bytes = this.slots.policy()
			.eviction()
			.map((eviction) -> eviction.weightedSize().orElse(CacheStatistics.UNKNOWN.bytes()))
			.orElse(CacheStatistics.UNKNOWN.bytes());
		return CompletableFuture.completedFuture(new CacheStatistics(entries, bytes, this.evictions.sum()));
	}

	@Override
	public String toString() {
		return "CaffeineCacheStore of " + this.maxBytes + " bytes";
	}

	/**
	 * The responses of one key, with the prepared answer for readers.
	 */
	private static final class Slot {

		private final StoredVariants variants;

		private final Set<String> tags;

		private final CompletionStage<StoredVariants> stage;

		Slot(StoredVariants variants, Set<String> tags) {
			this.variants = variants;
			this.tags = tags;
			this.stage = CompletableFuture.completedFuture(variants);
		}

	}

}
