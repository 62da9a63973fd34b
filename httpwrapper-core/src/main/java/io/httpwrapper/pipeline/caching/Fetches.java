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
	 * Incremented after a response was stored and before its fetch is removed from the
	 * map. A call that found no stored response and no fetch compares this number with
	 * the one before its look-up. If it has changed, the call must look again.
	 */
	private final AtomicLong stored = new AtomicLong();

	/**
	 * @param maxRefreshes how many stale responses may be refreshed in the background at
	 * a time
	 */
	Fetches(int maxRefreshes) {
		this.maxRefreshes = maxRefreshes;
	}

	/** Lets a call wait for the fetch of its key, or lead a new one. */
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
						// the response is stored by now, or cannot be used; another
						// look-up will show
						this.fetches.remove(call.key(), fetch);
						call.lookUp();
						return;
					}
				}
			}
		}
	}

	/**
	 * Starts another fetch for calls whose fetch has failed.
	 * @param calls not empty; the first one leads
	 * @param failures how many failed fetches they have waited for
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
	 * Refreshes a stale response in the background. It does not use the thread of the
	 * caller, which is answered already, and the caller cannot cancel it.
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

	/** Removes a fetch, so that no call can join it any more. */
	void over(Fetch fetch, boolean background) {
		this.fetches.remove(fetch.key, fetch);
		if (background) {
			this.refreshing.decrementAndGet();
		}
	}

	/** Calls that begin now must not get the response of an earlier fetch. */
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
