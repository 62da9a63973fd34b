package io.httpwrapper.autoconfigure.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.BulkheadSnapshot;
import io.httpwrapper.policy.CircuitSnapshot;
import io.httpwrapper.policy.Quota;
import io.httpwrapper.policy.QuotaSnapshot;
import io.httpwrapper.policy.QuotaState;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Describes one client at one moment for health, endpoint and dashboard, as maps of plain
 * values. It has no request data and no exception messages.
 *
 * @param snapshot the client's numbers
 * @param events its recent events, oldest first
 */
public record ClientDescription(ClientSnapshot snapshot, List<ClientEvent> events) {

	private static final Set<EventType> FAILURES = EnumSet.of(EventType.CALL_FAILED, EventType.BODY_FAILED,
			EventType.RETRY_SCHEDULED, EventType.RETRY_STOPPED);

	/**
	 * The circuits by name: state, why, since when, numbers, and when the next trial is.
	 */
	public Map<String, Object> circuits() {
		Map<String, Object> circuits = new LinkedHashMap<>();
		this.snapshot.circuits()
			.stream()
			.sorted(Comparator.comparing(CircuitSnapshot::name))
			.forEach((circuit) -> circuits.put(circuit.name(), circuit(circuit)));
		return circuits;
	}

	private static Map<String, Object> circuit(CircuitSnapshot circuit) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("state", word(circuit.state()));
		described.put("since", text(circuit.since()));
		put(described, "reason", circuit.reason());
		described.put("calls", circuit.calls());
		described.put("failures", circuit.failures());
		described.put("slowCalls", circuit.slowCalls());
		described.put("failureRate", circuit.failureRate());
		described.put("consecutiveFailures", circuit.consecutiveFailures());
		described.put("refused", circuit.refused());
		if (circuit.nextTrial() != null) {
			described.put("nextTrial", text(circuit.nextTrial()));
		}
		return described;
	}

	/** The totals since the client was created. */
	public Map<String, Object> counters() {
		ClientSnapshot.Counters counters = this.snapshot.counters();
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("calls", counters.calls());
		described.put("succeeded", counters.succeeded());
		described.put("failed", counters.failed());
		described.put("cancelled", counters.cancelled());
		described.put("inFlight", counters.inFlight());
		described.put("attempts", counters.attempts());
		described.put("retries", counters.retries());
		described.put("rejected", counters.rejected());
		return described;
	}

	/** The rate limit, or an empty map if the client has none. */
	public Map<String, Object> rateLimit() {
		ClientSnapshot.RateLimit limit = this.snapshot.rateLimit();
		Map<String, Object> described = new LinkedHashMap<>();
		if (limit != null) {
			described.put("waiting", limit.waiting());
			described.put("tokens", limit.tokens());
			described.put("keys", limit.keys());
			described.put("tokensByKey", new TreeMap<>(limit.tokensByKey()));
		}
		return described;
	}

	/**
	 * The quotas learnt from the remotes, by host; an empty map if the client does not
	 * learn.
	 */
	public Map<String, Object> quotas() {
		ClientSnapshot.Quotas quotas = this.snapshot.quotas();
		Map<String, Object> described = new LinkedHashMap<>();
		if (quotas != null) {
			described.put("waiting", quotas.waiting());
			described.put("keys", quotas.keys());
			Map<String, Object> byKey = new TreeMap<>();
			quotas.byKey().forEach((learnt) -> byKey.put(learnt.name(), quota(learnt)));
			described.put("learnt", byKey);
		}
		return described;
	}

	private static Map<String, Object> quota(QuotaSnapshot learnt) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("state", word(learnt.state()));
		described.put("waiting", learnt.waiting());
		if (learnt.state() != QuotaState.FREE) {
			described.put("pause", text(learnt.pause()));
		}
		if (learnt.rate() > 0) {
			described.put("requestsPerSecond", learnt.rate());
		}
		described.put("quotas", learnt.quotas().stream().map(ClientDescription::quota).toList());
		return described;
	}

	private static Map<String, Object> quota(Quota quota) {
		Map<String, Object> described = new LinkedHashMap<>();
		put(described, "policy", quota.policy());
		put(described, "partition", quota.partition());
		described.put("limit", quota.limit());
		described.put("remaining", quota.remaining());
		described.put("reset", text(Duration.ofNanos(quota.resetNanos())));
		return described;
	}

	/** The bulkhead, or an empty map if the client has none. */
	public Map<String, Object> bulkhead() {
		BulkheadSnapshot bulkhead = this.snapshot.bulkhead();
		Map<String, Object> described = new LinkedHashMap<>();
		if (bulkhead != null) {
			described.put("limit", bulkhead.limit());
			described.put("inUse", bulkhead.inUse());
			described.put("maxWaiting", bulkhead.maxWaiting());
			described.put("waiting", bulkhead.waiting());
			described.put("rejected", bulkhead.rejected());
		}
		return described;
	}

	/**
	 * The response cache: calls by their outcome, and how full the store is where it
	 * knows. An empty map if the client has none.
	 */
	public Map<String, Object> cache() {
		ClientSnapshot.Cache cache = this.snapshot.cache();
		Map<String, Object> described = new LinkedHashMap<>();
		if (cache != null) {
			described.put("hits", cache.hits());
			described.put("stale", cache.stale());
			described.put("staleIfError", cache.staleIfError());
			described.put("revalidated", cache.revalidated());
			described.put("collapsed", cache.collapsed());
			described.put("misses", cache.misses());
			described.put("bypassed", cache.bypassed());
			described.put("refused", cache.refused());
			described.put("outage", cache.outage());
			described.put("collecting", cache.collecting());
			putKnown(described, "entries", cache.store().entries());
			putKnown(described, "bytes", cache.store().bytes());
			putKnown(described, "evictions", cache.store().evictions());
		}
		return described;
	}

	private static void putKnown(Map<String, Object> described, String name, long number) {
		if (number >= 0) {
			described.put(name, number);
		}
	}

	/** The retry budget. */
	public Map<String, Object> retryBudget() {
		ClientSnapshot.Budget budget = this.snapshot.budget();
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("balance", budget.balance());
		described.put("withdrawn", budget.withdrawn());
		described.put("refused", budget.refused());
		return described;
	}

	/** The recent events, newest first. */
	public List<Map<String, Object>> recentEvents() {
		List<Map<String, Object>> newestFirst = new ArrayList<>();
		this.events.forEach((event) -> newestFirst.add(0, describe(event)));
		return newestFirst;
	}

	/**
	 * The last failure of the remote among the recent events, or an empty map. A request
	 * that we refused to send is not a failure of the remote.
	 */
	public Map<String, Object> lastFailure() {
		for (int i = this.events.size() - 1; i >= 0; i--) {
			ClientEvent event = this.events.get(i);
			if (FAILURES.contains(event.type()) && !(event.error() instanceof CallRejectedException)) {
				return describe(event);
			}
		}
		return Map.of();
	}

	/** One event: its time, its type, and those of its components that are set. */
	public static Map<String, Object> describe(ClientEvent event) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("at", Instant.ofEpochMilli(event.epochMillis()).toString());
		described.put("type", word(event.type()));
		put(described, "key", event.key());
		put(described, "method", event.method());
		put(described, "attempt", event.attempt());
		put(described, "status", event.status());
		put(described, "verdict", event.verdict());
		put(described, "reason", event.reason());
		put(described, "from", event.from());
		put(described, "to", event.to());
		put(described, "millis", (int) event.duration().toMillis());
		if (event.error() != null) {
			described.put("error", NestedExceptionUtils.getMostSpecificCause(event.error()).getClass().getSimpleName());
		}
		return described;
	}

	private static void put(Map<String, Object> described, String name, @Nullable Object value) {
		if (value != null && !value.equals("") && !value.equals(0)) {
			described.put(name, value);
		}
	}

	private static String word(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** {@code 350ms}, {@code 4s}. */
	private static String text(Duration duration) {
		return (duration.toMillis() < 1000) ? duration.toMillis() + "ms" : duration.toSeconds() + "s";
	}

}
