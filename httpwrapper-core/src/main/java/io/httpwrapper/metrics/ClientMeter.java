package io.httpwrapper.metrics;

import java.util.List;

import io.micrometer.core.instrument.Meter.Type;
import io.micrometer.core.instrument.Tags;

/**
 * The meters. A call is what the application requested, an attempt is one request that
 * was sent; they are counted separately. All meters have the tag {@code client}. The
 * other tags of a meter are always the same, and their values are bounded.
 */
public enum ClientMeter {

	/**
	 * Timer of calls, until their response headers; {@code outcome}: {@code success}
	 * (status below 400), {@code client-error}, {@code server-error}, {@code rejected},
	 * {@code timeout}, {@code error}, {@code cancelled}, {@code fallback}.
	 */
	CALLS("httpwrapper.calls", Type.TIMER, "Calls of the application, until their response headers", "outcome"),

	/** Gauge of calls under way, until the end of their bodies. */
	CALLS_ACTIVE("httpwrapper.calls.active", Type.GAUGE, "Calls under way, until the end of their bodies"),

	/** Gauge of the time that a call may take; NaN if it is not limited. */
	CALLS_TIMEOUT("httpwrapper.calls.timeout", Type.GAUGE,
			"Time that a call may take, including all attempts and the body"),

	/**
	 * Timer of attempts, until their response headers; {@code verdict}: what each meant.
	 */
	ATTEMPTS("httpwrapper.attempts", Type.TIMER, "Requests sent, until their response headers", "verdict"),

	/** Counter of attempts that were repeated; {@code reason}: why. */
	RETRIES("httpwrapper.retries", Type.COUNTER, "Attempts that were repeated", "reason"),

	/** Counter of failed attempts that were not repeated; {@code reason}: why not. */
	RETRIES_STOPPED("httpwrapper.retries.stopped", Type.COUNTER, "Failed attempts that were not repeated", "reason"),

	/** Gauge of extra requests that the retry budget allows at once. */
	RETRY_BUDGET("httpwrapper.retry.budget", Type.GAUGE, "Extra requests that the retry budget allows at once"),

	/**
	 * Counter of attempts that the client refused to send; {@code reason}: what refused
	 * them.
	 */
	REJECTIONS("httpwrapper.rejections", Type.COUNTER, "Attempts that were refused before they were sent", "reason"),

	/**
	 * Timer of attempts that had to wait until they were let in; {@code reason}: for
	 * which guard. Attempts that were refused after a wait count as rejections.
	 */
	WAITS("httpwrapper.waits", Type.TIMER, "Attempts that waited until they were let in", "reason"),

	/** Gauge of the bulkhead's permits. */
	BULKHEAD_LIMIT("httpwrapper.bulkhead.limit", Type.GAUGE, "Permits of the bulkhead"),

	/** Gauge of permits in use. */
	BULKHEAD_IN_USE("httpwrapper.bulkhead.in.use", Type.GAUGE, "Permits of the bulkhead that are in use"),

	/** Gauge of attempts that wait for a permit. */
	BULKHEAD_WAITING("httpwrapper.bulkhead.waiting", Type.GAUGE, "Attempts that wait for a permit of the bulkhead"),

	/** Gauge of requests that wait for a token of the rate limit. */
	RATE_LIMIT_WAITING("httpwrapper.rate.limit.waiting", Type.GAUGE,
			"Requests that wait for a token of the rate limit"),

	/** Gauge of the tokens left of the key with the fewest; negative if reserved. */
	RATE_LIMIT_TOKENS("httpwrapper.rate.limit.tokens", Type.GAUGE,
			"Tokens left of the rate limit, of the key with the fewest"),

	/** Gauge of requests that wait for the remote's quota. */
	QUOTA_WAITING("httpwrapper.quota.waiting", Type.GAUGE, "Requests that wait for the remote's quota"),

	/**
	 * Gauge of the estimated requests left of the remote's quota with the fewest; NaN
	 * while no quota is known.
	 */
	QUOTA_REMAINING("httpwrapper.quota.remaining", Type.GAUGE, "Requests left of the remote's quota with the fewest"),

	/** Counter of changes of a remote's quota state; {@code to}: the new state. */
	QUOTA_CHANGES("httpwrapper.quota.changes", Type.COUNTER, "Changes of the remotes' quota states", "to"),

	/**
	 * Counter of calls of a client with a response cache; {@code outcome}: {@code hit},
	 * {@code stale}, {@code stale-if-error}, {@code revalidated}, {@code collapsed},
	 * {@code miss}, {@code bypass}, {@code refused}.
	 */
	CACHE_ANSWERS("httpwrapper.cache.answers", Type.COUNTER, "Responses, by how the cache handled the call", "outcome"),

	/** Gauge of the memory that stored responses take; some stores do not know it. */
	CACHE_BYTES("httpwrapper.cache.bytes", Type.GAUGE, "Memory that the stored responses take"),

	/** Gauge of stored responses; some stores do not know it. */
	CACHE_ENTRIES("httpwrapper.cache.entries", Type.GAUGE, "Stored responses"),

	/** Counter of responses that were dropped to make room. */
	CACHE_EVICTIONS("httpwrapper.cache.evictions", Type.COUNTER, "Stored responses that were dropped to make room"),

	/** Timer of calls that got a response, from their start to the end of its body. */
	BODIES("httpwrapper.bodies", Type.TIMER, "Calls that got a response, until the end of its body"),

	/** Counter of bytes of response bodies that were read. */
	BODIES_RECEIVED("httpwrapper.bodies.received", Type.COUNTER, "Bytes of response bodies that were read"),

	/** Counter of response bodies that broke after successful response headers. */
	BODIES_FAILED("httpwrapper.bodies.failed", Type.COUNTER,
			"Response bodies that broke after successful response headers"),

	/**
	 * Gauge: 1 for the current state of the circuit, 0 for the others; {@code circuit},
	 * {@code state}.
	 */
	CIRCUIT_STATE("httpwrapper.circuit.state", Type.GAUGE, "1 for the current state of the circuit, 0 for the others",
			"circuit", "state"),

	/** Gauge of the share of failed attempts in a circuit's window; {@code circuit}. */
	CIRCUIT_FAILURE_RATE("httpwrapper.circuit.failure.rate", Type.GAUGE,
			"Share of failed attempts in the circuit's window", "circuit"),

	/** Counter of changes of circuits' states; {@code to}: the state entered. */
	CIRCUIT_TRANSITIONS("httpwrapper.circuit.transitions", Type.COUNTER, "Changes of the circuits' states", "to"),

	/**
	 * Timer of requests to remote stores; {@code store}: what is stored, {@code outcome}:
	 * {@code success}, {@code error}, {@code timeout}.
	 */
	STORE_QUESTIONS("httpwrapper.store.questions", Type.TIMER, "Requests to remote stores, until their answer", "store",
			"outcome"),

	/**
	 * Counter of changes of remote stores' availability; {@code store}, {@code to}:
	 * {@code available}, {@code unavailable}.
	 */
	STORE_TRANSITIONS("httpwrapper.store.transitions", Type.COUNTER,
			"Remote stores that became unavailable or available again", "store", "to"),

	/**
	 * Gauge: 1 while a remote store is available, 0 while it is not; {@code store}.
	 * Exists after the store's first failure.
	 */
	STORE_AVAILABLE("httpwrapper.store.available", Type.GAUGE,
			"1 while the remote store is available, 0 while it is not", "store"),

	/** Counter of changes of settings; {@code origin}: where they come from now. */
	SETTINGS_CHANGES("httpwrapper.settings.changes", Type.COUNTER, "Changes of settings while the client runs",
			"origin"),

	/**
	 * Counter of failures that chaos has injected; {@code reason}: the kind of failure.
	 */
	CHAOS("httpwrapper.chaos", Type.COUNTER, "Failures that chaos has injected", "reason"),

	/** Counter of calls that a fallback answered; {@code reason}: how they failed. */
	FALLBACKS("httpwrapper.fallbacks", Type.COUNTER, "Failed calls that a fallback answered", "reason");

	private final String id;

	private final Type type;

	private final String description;

	private final List<String> tags;

	ClientMeter(String id, Type type, String description, String... tags) {
		this.id = id;
		this.type = type;
		this.description = description;
		this.tags = List.of(tags);
	}

	/** The meter's name. */
	public String id() {
		return this.id;
	}

	/** What kind of meter it is. */
	public Type type() {
		return this.type;
	}

	/** The keys of its tags, besides {@code client}. */
	public List<String> tags() {
		return this.tags;
	}

	/**
	 * Its tags for a client.
	 * @param values one for each of {@link #tags()}, in their order
	 */
	Tags of(String client, String... values) {
		String[] all = new String[2 + 2 * values.length];
		all[0] = "client";
		all[1] = client;
		for (int i = 0; i < values.length; i++) {
			all[2 * i + 2] = this.tags.get(i);
			all[2 * i + 3] = values[i];
		}
		return Tags.of(all);
	}

	/** The meter's description. */
	public String description() {
		return this.description;
	}

}
