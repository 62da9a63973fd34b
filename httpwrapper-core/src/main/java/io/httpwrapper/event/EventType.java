package io.httpwrapper.event;

/**
 * The types of {@link ClientEvent}. Each constant says which components are set.
 */
public enum EventType {

	/**
	 * A call got a response, whatever its status: {@code attempt} is the number of
	 * attempts made, {@code status} the response's, {@code duration} the time to its
	 * headers. {@code reason} is {@code fallback} if a fallback gave the response.
	 */
	CALL_SUCCEEDED,

	/**
	 * A call ended with an error. As above, with {@code error} instead of {@code status}.
	 */
	CALL_FAILED,

	/** The caller cancelled before there was a response. */
	CALL_CANCELLED,

	/**
	 * An attempt was judged: {@code key} is the remote, {@code verdict} what it meant,
	 * {@code status} or {@code error}, {@code duration} the time to the response headers.
	 */
	ATTEMPT_COMPLETED,

	/**
	 * An attempt was let in after it had to wait for a guard: {@code reason} is the guard
	 * ({@code rate-limit}, {@code quota}, {@code bulkhead}), {@code duration} the length
	 * of the wait.
	 */
	ATTEMPT_WAITED,

	/**
	 * The client refused an attempt before anything was sent: {@code reason} says what
	 * refused it, {@code error} has the numbers.
	 */
	ATTEMPT_REJECTED,

	/**
	 * The body of a response broke after the response headers had been judged:
	 * {@code error}, {@code duration} since the attempt began.
	 */
	BODY_FAILED,

	/**
	 * Another attempt will follow: {@code reason} says why, {@code attempt} is the failed
	 * attempt, {@code duration} the pause.
	 */
	RETRY_SCHEDULED,

	/**
	 * An attempt failed and none will follow: {@code reason} says why not.
	 */
	RETRY_STOPPED,

	/**
	 * A circuit changed its state: {@code key} is the circuit, {@code reason} says why.
	 */
	CIRCUIT_CHANGED,

	/**
	 * A remote store was asked: {@code key} is what it stores ({@code rate-limit},
	 * {@code cache}), {@code verdict} {@code success} or {@code failure}, for a failure
	 * also {@code reason} ({@code timeout} or {@code error}) and {@code error};
	 * {@code duration} the time to the answer. There is no event for requests that are
	 * skipped while the store is unavailable.
	 */
	STORE_ASKED,

	/**
	 * A remote store became unavailable, or is available again: {@code key} is what it
	 * stores, {@code from} and {@code to} are {@code available} or {@code unavailable},
	 * {@code reason} is a sentence, {@code error} its last failure.
	 */
	STORE_CHANGED,

	/**
	 * A remote's quota, as the client has learnt it, began or stopped delaying requests:
	 * {@code key} is the remote, {@code from} and {@code to} are {@code free},
	 * {@code paced} or {@code held}, {@code reason} says why.
	 */
	QUOTA_CHANGED,

	/**
	 * Settings were changed while the client runs: {@code reason} names them, {@code to}
	 * says where they come from now: {@code runtime} (set by hand), {@code configuration}
	 * (read again) or {@code code}.
	 */
	SETTINGS_CHANGED,

	/**
	 * A call of a client with a response cache got a response: {@code reason} says how
	 * the cache handled it ({@code hit}, {@code stale}, {@code stale-if-error},
	 * {@code revalidated}, {@code collapsed}, {@code miss}, {@code bypass},
	 * {@code refused}), {@code status} is the response's, {@code duration} the time to
	 * its headers.
	 */
	CACHE_ANSWERED,

	/**
	 * For the first time a call was answered with a stale response instead of an error:
	 * {@code reason} says which error ({@code circuit-open}, {@code timeout},
	 * {@code error}, {@code status-503}). More stale answers may follow until
	 * {@link #STALE_ENDED}.
	 */
	STALE_STARTED,

	/**
	 * The remote answers again: {@code duration} since {@link #STALE_STARTED},
	 * {@code reason} is a sentence with the number of stale answers.
	 */
	STALE_ENDED,

	/**
	 * Chaos has injected a failure: {@code key} is the remote of the request,
	 * {@code reason} the kind of failure ({@code latency}, {@code fault}, {@code status},
	 * {@code truncate}), {@code status} the injected status, {@code duration} the
	 * injected latency.
	 */
	CHAOS_INJECTED,

	/**
	 * A fallback answered a failed call: {@code reason} is the kind of failure
	 * ({@code circuit-open}, {@code rate-limited}, {@code bulkhead-full},
	 * {@code timeout}, {@code error}, {@code status-503}), {@code error} the error,
	 * {@code status} the status of the answer. {@link #CALL_SUCCEEDED} follows, with
	 * {@code reason} {@code fallback}.
	 */
	FALLBACK_ANSWERED

}
