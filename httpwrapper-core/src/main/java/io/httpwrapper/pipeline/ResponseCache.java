package io.httpwrapper.pipeline;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.httpwrapper.cache.CacheKey;
import io.httpwrapper.cache.CachePolicy;
import io.httpwrapper.cache.CacheRequest;
import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.HeaderFields;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.timing.DeadlineTimer;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * The response cache of a client: what its calls share, and the hand of whoever wants
 * something deleted from it. Thread-safe.
 */
public final class ResponseCache {

	private static final long STATISTICS_AGE = TimeUnit.SECONDS.toNanos(1);

	private final WrappedClient client;

	private final CacheStore store;

	private final CachePolicy policy;

	private final StoreGate gate;

	private final Flights flights;

	/** Responses that were of no use to others: calls for them do not wait in vain. */
	private final RecentKeys uncollapsible;

	private final BodyCollectors bodies;

	private final long maxBody;

	private final StaleSpell staleSpell;

	private final boolean hiddenCredentials;

	private final boolean ownCredentials;

	private final DeadlineTimer.@Nullable Line usualTime;

	private final LongAdder[] outcomes;

	private final AtomicLong statisticsAskedNanos;

	private volatile CacheStatistics statistics = CacheStatistics.UNKNOWN;

	/** Those of the last real response; until then those of the client. */
	private volatile ExchangeStrategies strategies;

	/**
	 * @param usual how long a call may take, or null if for ever
	 */
	ResponseCache(WrappedClient client, CacheSettings settings, @Nullable Duration usual, CacheStore store,
			ExchangeStrategies strategies) {
		this.client = client;
		this.store = store;
		this.policy = new CachePolicy(settings.rules());
		this.gate = new StoreGate(store, settings.storeTimeout(), client.time(), client.events());
		this.flights = new Flights(settings.maxRefreshes());
		this.uncollapsible = new RecentKeys(Duration.ofMinutes(1));
		this.bodies = new BodyCollectors(settings.maxSize().toBytes(), client.time().nanoTime());
		this.maxBody = settings.maxBody().toBytes();
		this.staleSpell = new StaleSpell(client.events(), client.time());
		this.hiddenCredentials = client.plugins().stream().anyMatch(ClientPlugin::addsCredentialsOfCallers);
		this.ownCredentials = client.plugins().stream().anyMatch(AuthPlugin.class::isInstance);
		this.usualTime = line(client, usual);
		this.strategies = strategies;
		this.statisticsAskedNanos = new AtomicLong(client.nanoTime() - STATISTICS_AGE);
		this.outcomes = Stream.generate(LongAdder::new).limit(CacheOutcome.values().length).toArray(LongAdder[]::new);
	}

	/** The same cache by other rules. */
	private ResponseCache(ResponseCache same, CacheSettings settings, @Nullable Duration usual) {
		this.client = same.client;
		this.store = same.store;
		this.policy = new CachePolicy(settings.rules());
		this.gate = same.gate;
		this.flights = same.flights;
		this.uncollapsible = same.uncollapsible;
		this.bodies = same.bodies;
		this.maxBody = settings.maxBody().toBytes();
		this.staleSpell = same.staleSpell;
		this.hiddenCredentials = same.hiddenCredentials;
		this.ownCredentials = same.ownCredentials;
		this.usualTime = line(same.client, usual);
		this.strategies = same.strategies;
		this.statistics = same.statistics;
		this.statisticsAskedNanos = same.statisticsAskedNanos;
		this.outcomes = same.outcomes;
	}

	private static DeadlineTimer.@Nullable Line line(WrappedClient client, @Nullable Duration usual) {
		return (usual != null) ? client.time().timer().line(usual) : null;
	}

	/**
	 * The same responses, requests under way and counts, by other rules.
	 * @param usual how long a call may take, or null if for ever
	 */
	ResponseCache with(CacheSettings settings, @Nullable Duration usual) {
		return new ResponseCache(this, settings, usual);
	}

	/**
	 * Deletes what is stored for a URI: all variants, for all users. What is being asked
	 * for at the moment is not stored.
	 * @param uri absolute; path and query as requests have them
	 * @return how many responses were deleted, or -1 if the store does not know
	 */
	public CompletionStage<Long> purge(URI uri) {
		String normalised = CacheKey.normalised(uri);
		this.flights.invalidate(normalised);
		return this.store.delete(this.client.name(), normalised);
	}

	/**
	 * Deletes what is stored for all URIs that start with {@code prefix}, for example
	 * {@code https://orders.internal/orders/}.
	 * @return as {@link #purge}
	 */
	public CompletionStage<Long> purgePrefix(String prefix) {
		this.flights.invalidateAll();
		return this.store.deleteByPrefix(this.client.name(), prefix);
	}

	/**
	 * Deletes what is stored of calls with this {@link CallOptions#cacheTags tag}.
	 * @return as {@link #purge}
	 */
	public CompletionStage<Long> purgeTag(String tag) {
		this.flights.invalidateAll();
		return this.store.deleteByTag(this.client.name(), tag);
	}

	/**
	 * Deletes all that the client has stored.
	 * @return as {@link #purge}
	 */
	public CompletionStage<Long> purgeAll() {
		return purgePrefix("");
	}

	/**
	 * Some of the URIs for which something is stored. They may hold secrets in their
	 * queries.
	 * @param limit how many at most
	 */
	public CompletionStage<List<String>> uris(int limit) {
		return this.store.uris(this.client.name(), limit);
	}

	/**
	 * How full the store is, which the client may share with others.
	 */
	public CompletionStage<CacheStatistics> statistics() {
		return this.store.statistics();
	}

	/** Counts since the client was made. */
	ClientSnapshot.Cache snapshot() {
		return new ClientSnapshot.Cache(count(CacheOutcome.HIT), count(CacheOutcome.STALE),
				count(CacheOutcome.STALE_IF_ERROR), count(CacheOutcome.REVALIDATED), count(CacheOutcome.COLLAPSED),
				count(CacheOutcome.MISS), count(CacheOutcome.BYPASS), count(CacheOutcome.REFUSED),
				this.staleSpell.isOn(), this.bodies.taken(), lastStatistics());
	}

	/**
	 * Asks for newer ones, which a local store knows at once; at most once a second, as
	 * each gauge takes a snapshot and a store may have to count.
	 */
	private CacheStatistics lastStatistics() {
		long now = nanoTime();
		long asked = this.statisticsAskedNanos.get();
		if (now - asked >= STATISTICS_AGE && this.statisticsAskedNanos.compareAndSet(asked, now)) {
			this.gate.statistics((newer) -> this.statistics = newer);
		}
		return this.statistics;
	}

	private long count(CacheOutcome outcome) {
		return this.outcomes[outcome.ordinal()].sum();
	}

	void answered(Exchange exchange, CacheOutcome outcome, ClientResponse response) {
		this.outcomes[outcome.ordinal()].increment();
		this.client.events().cacheAnswered(exchange, outcome, response);
	}

	/** Makes a change to what is stored; goes on when it is made, or cannot be. */
	void change(StoreKey key, StoreChange change, long generation, Exchange exchange, Runnable then) {
		if (change.isEmpty()) {
			then.run();
			return;
		}
		Duration keep = change.put()
			.stream()
			.map(this.policy::usefulFor)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
		this.gate.change(key, change,
				new StoreTerms(generation, this.policy.rules().maxVariants(), keep, exchange.options.cache().tags()),
				then);
	}

	/**
	 * What a response to a call has made invalid. Where a redirect was followed, that was
	 * the answer to the call's request, and no error, whatever the other URI has said.
	 */
	List<String> invalidated(Exchange exchange, CacheRequest request, int status, HeaderFields fields) {
		int own = exchange.redirected ? HttpStatus.SEE_OTHER.value() : status;
		return this.policy.invalidated(request, own, fields);
	}

	/**
	 * What a call has made invalid whose answer did not come: where a redirect was
	 * followed, that was the answer to its request.
	 */
	List<String> invalidated(Exchange exchange, CacheRequest request) {
		return exchange.redirected ? invalidated(exchange, request, 0, HeaderFields.NONE) : List.of();
	}

	/** Deletes what a call has made invalid; goes on when it is deleted, or cannot be. */
	void invalidate(List<String> uris, Runnable then) {
		if (uris.isEmpty()) {
			then.run();
			return;
		}
		AtomicInteger left = new AtomicInteger(uris.size());
		for (String uri : uris) {
			this.flights.invalidate(uri);
			this.gate.delete(this.client.name(), uri, () -> {
				if (left.decrementAndGet() == 0) {
					then.run();
				}
			});
		}
	}

	/** What the answers to a request are found by. */
	StoreKey key(CacheRequest request) {
		return StoreKey.of(this.client.name(), CacheKey.of(request, this.policy.rules(), this.ownCredentials));
	}

	CachePolicy policy() {
		return this.policy;
	}

	StoreGate store() {
		return this.gate;
	}

	Flights flights() {
		return this.flights;
	}

	RecentKeys uncollapsible() {
		return this.uncollapsible;
	}

	/**
	 * What collects a body for the store.
	 * @param declared its length as its head says, or -1
	 * @param awaited whether another call than its reader waits for it
	 * @return null if it is too long, as far as its head or the last one tells
	 */
	@Nullable BodyCollector collector(StoreKey key, long declared, boolean awaited) {
		return this.bodies.collector(key, this.maxBody, declared, awaited);
	}

	StaleSpell staleSpell() {
		return this.staleSpell;
	}

	boolean hasHiddenCredentials() {
		return this.hiddenCredentials;
	}

	DeadlineTimer.@Nullable Line usualTime() {
		return this.usualTime;
	}

	TimeAndChance time() {
		return this.client.time();
	}

	Instant now() {
		return this.client.clock().instant();
	}

	long nanoTime() {
		return this.client.nanoTime();
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
