package io.httpwrapper.policy;

/**
 * Whether an attempt is repeated, and after which pause.
 *
 * @param reason why it is repeated, or why not
 * @param pauseNanos how long to wait before the next attempt; 0 if there is none
 */
public record RetryDecision(RetryReason reason, long pauseNanos) {

	static RetryDecision stop(RetryReason reason) {
		return new RetryDecision(reason, 0);
	}

	public boolean repeat() {
		return this.reason.repeats();
	}

}
