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
 * The state of one client at one moment. Gauges, health, endpoint and dashboard are views
 * of it.
 *
 * @param client name of the client
 * @param counters what happened since the client was made
 * @param budget the retry budget
 * @param circuits its circuit breakers, by name; empty if they are off
 * @param rateLimit its rate limit, or null if it has none
 * @param quotas what it has learnt about its remotes' quotas, or null if it does not
 * learn them
 * @param bulkhead its bulkhead, or null if it has none
 * @param cache its response cache, or null if it has none
 */
public record ClientSnapshot(String client, Counters counters, Budget budget, List<CircuitSnapshot> circuits,
		@Nullable RateLimit rateLimit, @Nullable Quotas quotas, @Nullable BulkheadSnapshot bulkhead,
		@Nullable Cache cache) {

	/**
	 * Sums since the client was made. Each number is exact, but they are not read at the
	 * same moment.
	 *
	 * @param calls calls started
	 * @param succeeded calls that got a response, whatever its status
	 * @param failed calls that ended with an error
	 * @param cancelled calls that the caller cancelled before there was a response
	 * @param inFlight calls under way now, until the end of their bodies
	 * @param attempts requests sent
	 * @param retries attempts that followed another one
	 * @param rejected attempts that the client refused to send
	 * @param bodies calls whose response body has ended: read, broken or given up
	 * @param bodyNanos total time of these calls, from the start to the end of the body
	 * @param bodyBytes bytes of bodies that were handed to readers, after decompression
	 */
	public record Counters(long calls, long succeeded, long failed, long cancelled, long inFlight, long attempts,
			long retries, long rejected, long bodies, long bodyNanos, long bodyBytes) {

	}

	/**
	 * @param waiting requests that wait for tokens
	 * @param tokens whole tokens left of the key with the fewest tokens; negative if
	 * tokens are reserved in advance
	 * @param keys number of keys that are counted
	 * @param tokensByKey whole tokens left, by key; empty if keys are parts of requests,
	 * which are not shown
	 */
	public record RateLimit(int waiting, long tokens, int keys, Map<String, Long> tokensByKey) {

		public RateLimit {
			tokensByKey = Map.copyOf(tokensByKey);
		}

	}

	/**
	 * @param waiting requests that wait until the remote is likely to accept them
	 * @param remaining estimated requests left of the quota with the fewest;
	 * {@link Quota#UNKNOWN} while no quota is known
	 * @param keys number of keys with quotas of their own
	 * @param byKey what is known for each key; empty if keys are parts of requests, which
	 * are not shown
	 */
	public record Quotas(int waiting, long remaining, int keys, List<QuotaSnapshot> byKey) {

		public Quotas {
			byKey = List.copyOf(byKey);
		}

	}

	/**
	 * @param balance extra requests that could be sent now
	 * @param withdrawn extra requests allowed so far
	 * @param refused extra requests refused so far
	 */
	public record Budget(double balance, long withdrawn, long refused) {

	}

	/**
	 * How calls have been answered since the client was made, and how full the store is.
	 *
	 * @param hits answered from the cache, fresh
	 * @param stale answered from the cache, stale, because the response or the request
	 * allows it
	 * @param staleIfError answered from the cache, stale, instead of an error
	 * @param revalidated answered from the cache, after the remote confirmed the stored
	 * response
	 * @param collapsed answered with the response to another call at the same time
	 * @param misses answered by the remote
	 * @param bypassed answered by the remote, because the cache does not handle such
	 * calls
	 * @param refused refused with 504: nothing was stored, and the call wanted only
	 * stored responses
	 * @param outage whether stale responses currently replace errors
	 * @param collecting bytes of bodies that are being collected for the store now
	 * @param store the last known numbers of the store; each snapshot asks for newer ones
	 */
	public record Cache(long hits, long stale, long staleIfError, long revalidated, long collapsed, long misses,
			long bypassed, long refused, boolean outage, long collecting, CacheStatistics store) {

	}

}
