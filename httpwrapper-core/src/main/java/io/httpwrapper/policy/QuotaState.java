package io.httpwrapper.policy;

/**
 * What is known of a remote's quotas, as one word.
 */
public enum QuotaState {

	/** Nothing is held back: plenty is left, or nothing is known. */
	FREE,

	/** Little is left, or the remote has throttled: requests are spread. */
	PACED,

	/** Nothing is left, or the remote asked to stay away: requests wait for that time. */
	HELD

}
