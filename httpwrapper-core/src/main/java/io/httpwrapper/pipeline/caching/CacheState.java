package io.httpwrapper.pipeline.caching;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.settings.CacheSettings;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * The state of a client's cache that stays when its rules change: the store, the fetches
 * under way, and the counts. Thread-safe.
 */
public final class CacheState {

	private static final long STATISTICS_AGE = TimeUnit.SECONDS.toNanos(1);

	final ClientCore core;

	final StoreGate gate;

	final Fetches fetches;

	/**
	 * Keys whose responses other calls could not use: calls for them do not wait for each
	 * other.
	 */
	final RecentKeys uncollapsible = new RecentKeys(Duration.ofMinutes(1));

	final BodyCollectors bodies;

	final StalePeriod stalePeriod;

	final boolean hiddenCredentials;

	final boolean ownCredentials;

	private final CacheStore store;

	private final LongAdder[] outcomes;

	private final AtomicLong statisticsAskedNanos;

	private volatile CacheStatistics statistics = CacheStatistics.UNKNOWN;

	/** The strategies of the last real response; before that, those of the client. */
	private volatile ExchangeStrategies strategies;

	/**
	 * @param strategies decode stored responses until the first response has shown which
	 * strategies the {@code WebClient} uses
	 * @param hiddenCredentials whether a plugin below the cache adds credentials of
	 * callers
	 * @param ownCredentials whether the client has credentials of its own
	 */
	public CacheState(ClientCore core, CacheSettings settings, CacheStore store, ExchangeStrategies strategies,
			boolean hiddenCredentials, boolean ownCredentials) {
		this.core = core;
		this.store = store;
		this.gate = new StoreGate(store, settings.storeTimeout(), core.time(), core.events());
		this.fetches = new Fetches(settings.maxRefreshes());
		this.bodies = new BodyCollectors(settings.maxSize().toBytes(), core.time().nanoTime());
		this.stalePeriod = new StalePeriod(core.events(), core.time());
		this.strategies = strategies;
		this.hiddenCredentials = hiddenCredentials;
		this.ownCredentials = ownCredentials;
		this.statisticsAskedNanos = new AtomicLong(core.nanoTime() - STATISTICS_AGE);
		this.outcomes = Stream.generate(LongAdder::new).limit(CacheOutcome.values().length).toArray(LongAdder[]::new);
	}

	/** The store itself, for deleting and listing responses. */
	public CacheStore store() {
		return this.store;
	}

	public String client() {
		return this.core.name();
	}

	/** Prevents responses that are being fetched for a URI from being stored. */
	public void forget(String uri) {
		this.fetches.invalidate(uri);
	}

	/** The same for all URIs. */
	public void forgetAll() {
		this.fetches.invalidateAll();
	}

	/** How many fetches are under way that other calls can join. */
	public int fetching() {
		return this.fetches.size();
	}

	/** Counts since the client was made. */
	public ClientSnapshot.Cache snapshot() {
		return new ClientSnapshot.Cache(count(CacheOutcome.HIT), count(CacheOutcome.STALE),
				count(CacheOutcome.STALE_IF_ERROR), count(CacheOutcome.REVALIDATED), count(CacheOutcome.COLLAPSED),
				count(CacheOutcome.MISS), count(CacheOutcome.BYPASS), count(CacheOutcome.REFUSED),
				this.stalePeriod.isOn(), this.bodies.taken(), lastStatistics());
	}

	/**
	 * Returns the last known numbers and asks for newer ones, which a local store gives
	 * at once. It asks at most once a second, because each gauge takes a snapshot and a
	 * store may have to count.
	 */
	private CacheStatistics lastStatistics() {
		long now = this.core.nanoTime();
		long asked = this.statisticsAskedNanos.get();
		if (now - asked >= STATISTICS_AGE && this.statisticsAskedNanos.compareAndSet(asked, now)) {
			this.gate.statistics((newer) -> this.statistics = newer);
		}
		return this.statistics;
	}

	private long count(CacheOutcome outcome) {
		return this.outcomes[outcome.ordinal()].sum();
	}

	void counted(CacheOutcome outcome) {
		this.outcomes[outcome.ordinal()].increment();
	}

	ExchangeStrategies strategies() {
		return this.strategies;
	}

	void strategies(ExchangeStrategies strategies) {
		if (this.strategies != strategies) {
			this.strategies = strategies;
		}
	}

}
