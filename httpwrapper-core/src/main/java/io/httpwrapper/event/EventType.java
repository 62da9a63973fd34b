package io.httpwrapper.event;

/**
 * The kinds of {@link ClientEvent}. Which of its components are set stands with each.
 */
public enum EventType {

	/**
	 * A call got a response, whatever its status: {@code attempt} is the number of
	 * attempts made, {@code status} the response's, {@code duration} the time to its
	 * head, {@code reason} {@code fallback} if a fallback gave the response.
	 */
	CALL_SUCCEEDED,

	/**
	 * A call ended with an error: as above with {@code error} instead of {@code status}.
	 */
	CALL_FAILED,

	/** The caller gave up before there was a response. */
	CALL_CANCELLED,

	/**
	 * An attempt was judged: {@code key} is the remote, {@code verdict} what it meant,
	 * {@code status} or {@code error}, {@code duration} the time to the head.
	 */
	ATTEMPT_COMPLETED,

	/**
	 * An attempt was let in after a wait of our own making: {@code reason} says what for
	 * ({@code rate-limit}, {@code bulkhead}), {@code duration} how long.
	 */
	ATTEMPT_WAITED,

	/**
	 * An attempt was refused by ourselves before anything was sent: {@code reason} says
	 * by what, {@code error} with which numbers.
	 */
	ATTEMPT_REJECTED,

	/**
	 * The body of a response broke after its head had been judged: {@code error},
	 * {@code duration} since the attempt began.
	 */
	BODY_FAILED,

	/**
	 * Another attempt will follow: {@code reason} says why, {@code attempt} which one
	 * failed, {@code duration} the pause.
	 */
	RETRY_SCHEDULED,

	/**
	 * An attempt failed and none will follow: {@code reason} says why not.
	 */
	RETRY_STOPPED,

	/** A circuit changed its state: {@code key} is the circuit, {@code reason} tells. */
	CIRCUIT_CHANGED,

	/**
	 * A remote store was asked: {@code key} is what it stores ({@code rate-limit},
	 * {@code cache}), {@code verdict} {@code success} or {@code failure}, then
	 * {@code reason} {@code timeout} or {@code error} and {@code error};
	 * {@code duration}. Not made for questions that are spared while the store is away.
	 */
	STORE_ASKED,

	/**
	 * A remote store went away, or is back: {@code key} is what it stores, {@code from}
	 * and {@code to} are {@code available} or {@code unavailable}, {@code reason} is a
	 * sentence, {@code error} its last failure.
	 */
	STORE_CHANGED,

	/**
	 * What was learnt of a remote's quota began to hold requests back, or ceased to:
	 * {@code key} is the remote, {@code from} and {@code to} are {@code free},
	 * {@code paced} or {@code held}, {@code reason} tells.
	 */
	QUOTA_CHANGED,

	/**
	 * Settings were changed while the client runs: {@code reason} names them, {@code to}
	 * says what they follow now: {@code runtime} (set by hand), {@code configuration}
	 * (read again) or {@code code}.
	 */
	SETTINGS_CHANGED,

	/**
	 * A call of a client with a response cache got a response: {@code reason} says
	 * whether from the cache ({@code hit}, {@code stale}, {@code stale-if-error},
	 * {@code revalidated}, {@code collapsed}, {@code miss}, {@code bypass},
	 * {@code refused}), {@code status} the response's, {@code duration} the time to its
	 * head.
	 */
	CACHE_ANSWERED,

	/**
	 * The first call was answered with a stale response instead of an error:
	 * {@code reason} says what the error was ({@code circuit-open}, {@code timeout},
	 * {@code error}, {@code status-503}). More may follow until {@link #STALE_ENDED}.
	 */
	STALE_STARTED,

	/**
	 * The remote answers again: {@code duration} since {@link #STALE_STARTED},
	 * {@code reason} is a sentence, how many calls were answered stale.
	 */
	STALE_ENDED,

	/**
	 * A failure was made on purpose: {@code key} is the remote that it was made for,
	 * {@code reason} what was made ({@code latency}, {@code fault}, {@code status},
	 * {@code truncate}), {@code status} that of a response that was made up,
	 * {@code duration} the latency.
	 */
	CHAOS_INJECTED,

	/**
	 * A fallback answered a call that had failed: {@code reason} says how
	 * ({@code circuit-open}, {@code rate-limited}, {@code bulkhead-full},
	 * {@code timeout}, {@code error}, {@code status-503}), {@code error} with which
	 * error, {@code status} is that of the answer. {@link #CALL_SUCCEEDED} follows, its
	 * {@code reason} being {@code fallback}.
	 */
	FALLBACK_ANSWERED

}
