package io.httpwrapper.policy;

import java.util.Locale;

/**
 * What one attempt meant. Retry, circuit breaker, hedging, balancing and metrics all
 * judge by this one word, which a {@link ResponseClassifier} gives once per attempt.
 */
public enum Verdict {

	/** The remote did its work; a client error such as 404 is a success of the remote. */
	SUCCESS,

	/** The remote, or the way to it, failed: 5xx, a reset connection, a timeout. */
	FAILURE,

	/**
	 * The remote is alive and asks to come back later (408, 425, 429, 503 with
	 * {@code Retry-After}). No reason to open the circuit. Whether such a response is
	 * worth another attempt is for {@code retry.statuses} to say, which by default names
	 * all of these.
	 */
	TRANSIENT_FAILURE,

	/**
	 * The request never left, or was certainly not processed: connection refused, unknown
	 * host, no pooled connection, an HTTP/2 stream refused or left out by {@code GOAWAY},
	 * our own rejection. Safe to send again whatever the method.
	 */
	NOT_SENT,

	/** Says nothing about the remote: cancelled by the caller, or set to be ignored. */
	IGNORED;

	private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The word in events, meters and traces, such as {@code transient-failure}.
	 */
	public String word() {
		return this.word;
	}

	/**
	 * Whether the attempt did not give the caller what it asked for because of the remote
	 * or the way to it.
	 */
	public boolean failed() {
		return this == FAILURE || this == TRANSIENT_FAILURE || this == NOT_SENT;
	}

}
