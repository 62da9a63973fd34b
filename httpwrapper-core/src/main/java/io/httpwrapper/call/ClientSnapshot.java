package io.httpwrapper.call;

import java.util.List;
import java.util.Map;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.policy.BulkheadSnapshot;
import io.httpwrapper.policy.CircuitSnapshot;
import io.httpwrapper.policy.Quota;
import io.httpwrapper.policy.QuotaSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * One client at one moment: gauges, health, endpoint and pages are views of it.
 *
 * @param client name of the client
 * @param counters what happened since the client was made
 * @param budget the retry budget
 * @param circuits its circuit breakers, by name; empty if they are off
 * @param rateLimit its rate limit, or null if it has none
 * @param quotas what it has learnt of its remotes' quotas, or null if it does not learn
 * @param bulkhead its bulkhead, or null if it has none
 * @param cache its response cache, or null if it has none
 */
public record ClientSnapshot(String client, Counters counters, Budget budget, List<CircuitSnapshot> circuits,
		@Nullable RateLimit rateLimit, @Nullable Quotas quotas, @Nullable BulkheadSnapshot bulkhead,
		@Nullable Cache cache) {

	/**
	 * Sums since the client was made. Each is exact, but they are not read at once.
	 *
	 * @param calls calls started
	 * @param succeeded calls that got a response, whatever its status
	 * @param failed calls that ended with an error
	 * @param cancelled calls whose caller left before there was a response
	 * @param inFlight calls under way now, up to the end of their bodies
	 * @param attempts requests sent
	 * @param retries attempts that followed another one
	 * @param rejected attempts that we refused to send
	 * @param bodies calls whose response has ended: read, broken, or given up
	 * @param bodyNanos time of these from their start to the end of the body
	 * @param bodyBytes bytes of bodies that were handed to their readers, decompressed
	 */
	public record Counters(long calls, long succeeded, long failed, long cancelled, long inFlight, long attempts,
			long retries, long rejected, long bodies, long bodyNanos, long bodyBytes) {

	}

	/**
	 * @param waiting requests that wait for their tokens
	 * @param tokens whole tokens left of the key that has fewest; negative where some are
	 * reserved ahead
	 * @param keys how many keys are counted
	 * @param tokensByKey the same by key; empty where keys are parts of requests, which
	 * are not shown
	 */
	public record RateLimit(int waiting, long tokens, int keys, Map<String, Long> tokensByKey) {

		public RateLimit {
			tokensByKey = Map.copyOf(tokensByKey);
		}

	}

	/**
	 * @param waiting requests that wait until the remote will take them
	 * @param remaining requests left of the quota that has fewest, as estimated;
	 * {@link Quota#UNKNOWN} while none is known
	 * @param keys how many keys are learnt apart
	 * @param byKey what is known by key; empty where keys are parts of requests, which
	 * are not shown
	 */
	public record Quotas(int waiting, long remaining, int keys, List<QuotaSnapshot> byKey) {

		public Quotas {
			byKey = List.copyOf(byKey);
		}

	}

	/**
	 * @param balance extra requests that could be sent at once
	 * @param withdrawn extra requests allowed so far
	 * @param refused extra requests refused so far
	 */
	public record Budget(double balance, long withdrawn, long refused) {

	}

	/**
	 * How calls were answered since the client was made, and how full the store is.
	 *
	 * @param hits from the cache, fresh
	 * @param stale from the cache, stale, as response or request allow
	 * @param staleIfError from the cache, stale, instead of an error
	 * @param revalidated from the cache, after the remote confirmed it
	 * @param collapsed with the response to another call at the same time
	 * @param misses by the remote
	 * @param bypassed by the remote, because the cache has no part in such calls
	 * @param refused not at all: nothing stored, and the call wanted nothing else
	 * @param outage whether errors are being answered with stale responses now
	 * @param collecting bytes of bodies that are being collected now
	 * @param store the store as it was when last asked, which is done with each snapshot
	 */
	public record Cache(long hits, long stale, long staleIfError, long revalidated, long collapsed, long misses,
			long bypassed, long refused, boolean outage, long collecting, CacheStatistics store) {

	}

}
