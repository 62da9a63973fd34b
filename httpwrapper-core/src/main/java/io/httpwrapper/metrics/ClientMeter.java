package io.httpwrapper.metrics;

import java.util.List;

import io.micrometer.core.instrument.Meter.Type;
import io.micrometer.core.instrument.Tags;

/**
 * The meters. Calls are what the application asked for, attempts what was sent; they are
 * counted apart. All have the tag {@code client}; the other tags are always the same for
 * a meter, and their values are bounded.
 */
public enum ClientMeter {

	/**
	 * Timer of calls to their response head; {@code outcome}: {@code success} (status
	 * below 400), {@code client-error}, {@code server-error}, {@code rejected},
	 * {@code timeout}, {@code error}, {@code cancelled}, {@code fallback}.
	 */
	CALLS("httpwrapper.calls", Type.TIMER, "Calls of the application, to their response head", "outcome"),

	/** Gauge of calls under way, up to the end of their bodies. */
	CALLS_ACTIVE("httpwrapper.calls.active", Type.GAUGE, "Calls under way, up to the end of their bodies"),

	/** Gauge of the time that a call may take; not a number if it is not limited. */
	CALLS_TIMEOUT("httpwrapper.calls.timeout", Type.GAUGE,
			"Time that a call may take, all attempts and the body included"),

	/** Timer of attempts to their response head; {@code verdict}: what each meant. */
	ATTEMPTS("httpwrapper.attempts", Type.TIMER, "Requests sent, to their response head", "verdict"),

	/** Counter of attempts that were repeated; {@code reason}: why. */
	RETRIES("httpwrapper.retries", Type.COUNTER, "Attempts that were repeated", "reason"),

	/** Counter of failed attempts that were not repeated; {@code reason}: why not. */
	RETRIES_STOPPED("httpwrapper.retries.stopped", Type.COUNTER, "Failed attempts that were not repeated", "reason"),

	/** Gauge of extra requests that the retry budget allows at once. */
	RETRY_BUDGET("httpwrapper.retry.budget", Type.GAUGE, "Extra requests that the retry budget allows at once"),

	/** Counter of attempts that we refused to send; {@code reason}: what refused. */
	REJECTIONS("httpwrapper.rejections", Type.COUNTER, "Attempts that were refused before they were sent", "reason"),

	/**
	 * Timer of attempts that waited until we let them in; {@code reason}: what for. Those
	 * that were refused in the end are rejections.
	 */
	WAITS("httpwrapper.waits", Type.TIMER, "Attempts that waited until they were let in", "reason"),

	/** Gauge of places in the bulkhead. */
	BULKHEAD_LIMIT("httpwrapper.bulkhead.limit", Type.GAUGE, "Places in the bulkhead"),

	/** Gauge of places in use. */
	BULKHEAD_IN_USE("httpwrapper.bulkhead.in.use", Type.GAUGE, "Places of the bulkhead that are in use"),

	/** Gauge of attempts that wait for a place. */
	BULKHEAD_WAITING("httpwrapper.bulkhead.waiting", Type.GAUGE, "Attempts that wait for a place in the bulkhead"),

	/** Gauge of requests that wait for a token of the rate limit. */
	RATE_LIMIT_WAITING("httpwrapper.rate.limit.waiting", Type.GAUGE,
			"Requests that wait for a token of the rate limit"),

	/** Gauge of the tokens left of the key that has fewest; negative if reserved. */
	RATE_LIMIT_TOKENS("httpwrapper.rate.limit.tokens", Type.GAUGE,
			"Tokens left of the rate limit, of the key that has fewest"),

	/** Gauge of requests that wait until the remote's quota has room for them. */
	QUOTA_WAITING("httpwrapper.quota.waiting", Type.GAUGE, "Requests that wait for the remote's quota"),

	/**
	 * Gauge of the requests left of the remote's quota that has fewest, as estimated; not
	 * a number while none is known.
	 */
	QUOTA_REMAINING("httpwrapper.quota.remaining", Type.GAUGE, "Requests left of the remote's quota that has fewest"),

	/** Counter of changes of what a remote's quota holds back; {@code to}: the state. */
	QUOTA_CHANGES("httpwrapper.quota.changes", Type.COUNTER, "Changes of what the remotes' quotas hold back", "to"),

	/**
	 * Counter of calls of a client with a response cache; {@code outcome}: {@code hit},
	 * {@code stale}, {@code stale-if-error}, {@code revalidated}, {@code collapsed},
	 * {@code miss}, {@code bypass}, {@code refused}.
	 */
	CACHE_ANSWERS("httpwrapper.cache.answers", Type.COUNTER, "Responses, by the part that the cache had in them",
			"outcome"),

	/** Gauge of the memory that stored responses take; unknown to some stores. */
	CACHE_BYTES("httpwrapper.cache.bytes", Type.GAUGE, "Memory that the stored responses take"),

	/** Gauge of stored responses; unknown to some stores. */
	CACHE_ENTRIES("httpwrapper.cache.entries", Type.GAUGE, "Stored responses"),

	/** Counter of responses that were dropped to make room. */
	CACHE_EVICTIONS("httpwrapper.cache.evictions", Type.COUNTER, "Stored responses that were dropped to make room"),

	/** Timer of calls that got a response, from their start to the end of its body. */
	BODIES("httpwrapper.bodies", Type.TIMER, "Calls that got a response, to the end of its body"),

	/** Counter of bytes of response bodies that were read. */
	BODIES_RECEIVED("httpwrapper.bodies.received", Type.COUNTER, "Bytes of response bodies that were read"),

	/** Counter of response bodies that broke after a good head. */
	BODIES_FAILED("httpwrapper.bodies.failed", Type.COUNTER, "Response bodies that broke after a good head"),

	/**
	 * Gauge: 1 for the state that the circuit is in, 0 for the others; {@code circuit},
	 * {@code state}.
	 */
	CIRCUIT_STATE("httpwrapper.circuit.state", Type.GAUGE, "1 for the state that the circuit is in, 0 for the others",
			"circuit", "state"),

	/** Gauge of the share of failed attempts in a circuit's window; {@code circuit}. */
	CIRCUIT_FAILURE_RATE("httpwrapper.circuit.failure.rate", Type.GAUGE,
			"Share of failed attempts in the circuit's window", "circuit"),

	/** Counter of changes of circuits' states; {@code to}: the state entered. */
	CIRCUIT_TRANSITIONS("httpwrapper.circuit.transitions", Type.COUNTER, "Changes of the circuits' states", "to"),

	/**
	 * Timer of questions to remote stores; {@code store}: what is stored,
	 * {@code outcome}: {@code success}, {@code error}, {@code timeout}.
	 */
	STORE_QUESTIONS("httpwrapper.store.questions", Type.TIMER, "Questions to remote stores, to their answer", "store",
			"outcome"),

	/**
	 * Counter of remote stores that went away or came back; {@code store}, {@code to}:
	 * {@code available}, {@code unavailable}.
	 */
	STORE_TRANSITIONS("httpwrapper.store.transitions", Type.COUNTER, "Remote stores that went away or came back",
			"store", "to"),

	/**
	 * Gauge: 1 while a remote store is there, 0 while it is away; {@code store}. From its
	 * first failure on.
	 */
	STORE_AVAILABLE("httpwrapper.store.available", Type.GAUGE, "1 while the remote store is there, 0 while it is away",
			"store"),

	/** Counter of changes of settings; {@code origin}: what they follow now. */
	SETTINGS_CHANGES("httpwrapper.settings.changes", Type.COUNTER, "Changes of settings while the client runs",
			"origin"),

	/** Counter of failures that were made on purpose; {@code reason}: what was made. */
	CHAOS("httpwrapper.chaos", Type.COUNTER, "Failures that were made on purpose", "reason"),

	/** Counter of calls that a fallback answered; {@code reason}: how they had failed. */
	FALLBACKS("httpwrapper.fallbacks", Type.COUNTER, "Calls that had failed and were answered by a fallback", "reason");

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
	 * Its tags of a client.
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
