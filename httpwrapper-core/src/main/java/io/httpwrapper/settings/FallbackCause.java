package io.httpwrapper.settings;

/**
 * What kind of failure a fallback answers for.
 */
public enum FallbackCause {

	/** We refused to send: an open circuit, a rate limit, a full bulkhead. */
	REJECTED,

	/** The call, or its last attempt, took too long. */
	TIMEOUT,

	/** The network failed, and no attempt was left. */
	ERROR,

	/** The last attempt got a status from 500 on that counts as a failure. */
	STATUS

}
