package io.httpwrapper.pipeline.caching;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.StoreKey;

/**
 * The fetches of a client that are under way, one for each key. Thread-safe.
 */
final class Fetches {

	private final ConcurrentMap<StoreKey, Fetch> fetches = new ConcurrentHashMap<>();

	private final AtomicInteger refreshing = new AtomicInteger();

	private final int maxRefreshes;

	/**
	 * Grows after a response was stored and before its fetch is gone from the map. A call
	 * that found nothing stored and no fetch, but sees another number than before it
	 * looked, has to look again.
	 */
	private final AtomicLong stored = new AtomicLong();

	/**
	 * @param maxRefreshes most stale responses that are renewed in the background at a
	 * time
	 */
	Fetches(int maxRefreshes) {
		this.maxRefreshes = maxRefreshes;
	}

	/** Lets a call wait for the fetch of its key, or lead it. */
	void join(CacheCall call) {
		while (!call.isOver()) {
			Fetch fetch = this.fetches.get(call.key());
			if (fetch == null) {
				Fetch own = Fetch.of(call, true, 0);
				if (this.fetches.putIfAbsent(call.key(), own) == null) {
					own.start();
					return;
				}
			}
			else {
				switch (fetch.waiters.join(call)) {
					case WAITING -> {
						return;
					}
					case UNFIT -> {
						call.fetchAlone();
						return;
					}
					case TOO_LATE -> {
						// stored by now, or of no use: one more look tells
						this.fetches.remove(call.key(), fetch);
						call.lookUp();
						return;
					}
				}
			}
		}
	}

	/**
	 * Asks once more, for calls whose fetch has failed.
	 * @param calls not empty; the first one leads
	 * @param failures how many failures they have seen
	 */
	void again(List<CacheCall> calls, int failures) {
		Fetch fetch = Fetch.of(calls.get(0), true, failures);
		List<CacheCall> others = calls.subList(1, calls.size());
		if (this.fetches.putIfAbsent(calls.get(0).key(), fetch) != null) {
			calls.forEach((call) -> call.resume(() -> join(call)));
			return;
		}
		others.forEach((call) -> {
			if (fetch.waiters.join(call) != Waiters.Joined.WAITING) {
				call.resumeAlone();
			}
		});
		calls.get(0).resume(fetch::start);
	}

	/**
	 * Renews a stale response in the background: off the caller's thread, which has its
	 * answer, and out of reach of its cancel.
	 */
	void refresh(CacheCall call, CacheDecision.Forward forward) {
		if (this.refreshing.incrementAndGet() > this.maxRefreshes) {
			this.refreshing.decrementAndGet();
			return;
		}
		Fetch fetch = Fetch.inBackground(call, forward);
		if (this.fetches.putIfAbsent(call.key(), fetch) != null) {
			this.refreshing.decrementAndGet();
			return;
		}
		try {
			call.cache.state.core.time().scheduler().schedule(fetch::start);
		}
		catch (RejectedExecutionException ex) {
			fetch.end().forEach(CacheCall::resumeAlone);
		}
	}

	/** The response of a fetch was stored. */
	void countStored() {
		this.stored.incrementAndGet();
	}

	/** A fetch is over: nobody can join it any more. */
	void over(Fetch fetch, boolean background) {
		this.fetches.remove(fetch.key, fetch);
		if (background) {
			this.refreshing.decrementAndGet();
		}
	}

	/** What was asked for before now is not for those who ask from now on. */
	void invalidate(String uri) {
		this.fetches.keySet().removeIf((key) -> key.uri().equals(uri));
	}

	void invalidateAll() {
		this.fetches.clear();
	}

	/** How many responses were stored. */
	long stored() {
		return this.stored.get();
	}

	/** Fetches under way that can be joined. */
	int size() {
		return this.fetches.size();
	}

}
