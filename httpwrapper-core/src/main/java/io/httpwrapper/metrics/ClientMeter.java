package io.httpwrapper.metrics;

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
	CALLS("httpwrapper.calls", "Calls of the application, to their response head"),

	/** Gauge of calls under way, up to the end of their bodies. */
	CALLS_ACTIVE("httpwrapper.calls.active", "Calls under way, up to the end of their bodies"),

	/** Gauge of the time that a call may take; not a number if it is not limited. */
	CALLS_TIMEOUT("httpwrapper.calls.timeout", "Time that a call may take, all attempts and the body included"),

	/** Timer of attempts to their response head; {@code verdict}: what each meant. */
	ATTEMPTS("httpwrapper.attempts", "Requests sent, to their response head"),

	/** Counter of attempts that were repeated; {@code reason}: why. */
	RETRIES("httpwrapper.retries", "Attempts that were repeated"),

	/** Counter of failed attempts that were not repeated; {@code reason}: why not. */
	RETRIES_STOPPED("httpwrapper.retries.stopped", "Failed attempts that were not repeated"),

	/** Gauge of extra requests that the retry budget allows at once. */
	RETRY_BUDGET("httpwrapper.retry.budget", "Extra requests that the retry budget allows at once"),

	/** Counter of attempts that we refused to send; {@code reason}: what refused. */
	REJECTIONS("httpwrapper.rejections", "Attempts that were refused before they were sent"),

	/**
	 * Timer of attempts that waited until we let them in; {@code reason}: what for. Those
	 * that were refused in the end are rejections.
	 */
	WAITS("httpwrapper.waits", "Attempts that waited until they were let in"),

	/** Gauge of places in the bulkhead. */
	BULKHEAD_LIMIT("httpwrapper.bulkhead.limit", "Places in the bulkhead"),

	/** Gauge of places in use. */
	BULKHEAD_IN_USE("httpwrapper.bulkhead.in.use", "Places of the bulkhead that are in use"),

	/** Gauge of attempts that wait for a place. */
	BULKHEAD_WAITING("httpwrapper.bulkhead.waiting", "Attempts that wait for a place in the bulkhead"),

	/** Gauge of requests that wait for a token of the rate limit. */
	RATE_LIMIT_WAITING("httpwrapper.rate.limit.waiting", "Requests that wait for a token of the rate limit"),

	/** Gauge of the tokens left of the key that has fewest; negative if reserved. */
	RATE_LIMIT_TOKENS("httpwrapper.rate.limit.tokens", "Tokens left of the rate limit, of the key that has fewest"),

	/** Gauge of requests that wait until the remote's quota has room for them. */
	QUOTA_WAITING("httpwrapper.quota.waiting", "Requests that wait for the remote's quota"),

	/**
	 * Gauge of the requests left of the remote's quota that has fewest, as estimated; not
	 * a number while none is known.
	 */
	QUOTA_REMAINING("httpwrapper.quota.remaining", "Requests left of the remote's quota that has fewest"),

	/** Counter of changes of what a remote's quota holds back; {@code to}: the state. */
	QUOTA_CHANGES("httpwrapper.quota.changes", "Changes of what the remotes' quotas hold back"),

	/**
	 * Counter of calls of a client with a response cache; {@code outcome}: {@code hit},
	 * {@code stale}, {@code stale-if-error}, {@code revalidated}, {@code collapsed},
	 * {@code miss}, {@code bypass}, {@code refused}.
	 */
	CACHE_ANSWERS("httpwrapper.cache.answers", "Responses, by the part that the cache had in them"),

	/** Gauge of the memory that stored responses take; unknown to some stores. */
	CACHE_BYTES("httpwrapper.cache.bytes", "Memory that the stored responses take"),

	/** Gauge of stored responses; unknown to some stores. */
	CACHE_ENTRIES("httpwrapper.cache.entries", "Stored responses"),

	/** Counter of responses that were dropped to make room. */
	CACHE_EVICTIONS("httpwrapper.cache.evictions", "Stored responses that were dropped to make room"),

	/**
	 * Timer of calls that got a response, to the end of its body: count and sum only,
	 * since it follows the snapshot.
	 */
	BODIES("httpwrapper.bodies", "Calls that got a response, to the end of its body"),

	/** Counter of bytes of response bodies that were read. */
	BODIES_RECEIVED("httpwrapper.bodies.received", "Bytes of response bodies that were read"),

	/** Counter of response bodies that broke after a good head. */
	BODIES_FAILED("httpwrapper.bodies.failed", "Response bodies that broke after a good head"),

	/**
	 * Gauge: 1 for the state that the circuit is in, 0 for the others; {@code circuit},
	 * {@code state}.
	 */
	CIRCUIT_STATE("httpwrapper.circuit.state", "1 for the state that the circuit is in, 0 for the others"),

	/** Gauge of the share of failed attempts in a circuit's window; {@code circuit}. */
	CIRCUIT_FAILURE_RATE("httpwrapper.circuit.failure.rate", "Share of failed attempts in the circuit's window"),

	/** Counter of changes of circuits' states; {@code to}: the state entered. */
	CIRCUIT_TRANSITIONS("httpwrapper.circuit.transitions", "Changes of the circuits' states"),

	/**
	 * Timer of questions to remote stores; {@code store}: what is stored,
	 * {@code outcome}: {@code success}, {@code error}, {@code timeout}.
	 */
	STORE_QUESTIONS("httpwrapper.store.questions", "Questions to remote stores, to their answer"),

	/**
	 * Counter of remote stores that went away or came back; {@code store}, {@code to}:
	 * {@code available}, {@code unavailable}.
	 */
	STORE_TRANSITIONS("httpwrapper.store.transitions", "Remote stores that went away or came back"),

	/**
	 * Gauge: 1 while a remote store is there, 0 while it is away; {@code store}. From its
	 * first failure on.
	 */
	STORE_AVAILABLE("httpwrapper.store.available", "1 while the remote store is there, 0 while it is away"),

	/** Counter of changes of settings; {@code origin}: what they follow now. */
	SETTINGS_CHANGES("httpwrapper.settings.changes", "Changes of settings while the client runs"),

	/** Counter of failures that were made on purpose; {@code reason}: what was made. */
	CHAOS("httpwrapper.chaos", "Failures that were made on purpose"),

	/** Counter of calls that a fallback answered; {@code reason}: how they had failed. */
	FALLBACKS("httpwrapper.fallbacks", "Calls that had failed and were answered by a fallback");

	private final String id;

	private final String description;

	ClientMeter(String id, String description) {
		this.id = id;
		this.description = description;
	}

	/** The meter's name. */
	public String id() {
		return this.id;
	}

	/** The meter's description. */
	public String description() {
		return this.description;
	}

}
