package io.httpwrapper.policy;

import java.util.Locale;

/**
 * Why an attempt is repeated, or not.
 */
public enum RetryReason {

	/** The response's status is worth another attempt. */
	STATUS(true),

	/** The error is worth another attempt. */
	EXCEPTION(true),

	/** The request was never processed. */
	NOT_SENT(true),

	/** A {@link RetryCondition} says so. */
	CONDITION(true),

	/** The response's body broke before it was handed on. */
	BODY(true),

	/** Nothing says that another attempt would do better. */
	NOT_WORTH(false),

	/** Retry is off. */
	DISABLED(false),

	/** All attempts are used up. */
	MAX_ATTEMPTS(false),

	/** The request may have been processed, and is not idempotent. */
	METHOD(false),

	/** The request's body can be read only once. */
	ONE_TIME_BODY(false),

	/** The budget for extra requests is spent. */
	BUDGET(false),

	/** The pause would not end before the call's time does. */
	DEADLINE(false),

	/** The remote asked to stay away for longer than {@code max-retry-after}. */
	PUSHBACK(false),

	/**
	 * The client itself refused to send the request, or would refuse the next attempt.
	 */
	REJECTED(false);

	private final boolean repeats;

	private final String tag;

	RetryReason(boolean repeats) {
		this.repeats = repeats;
		this.tag = name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** Whether this is a reason to repeat. */
	public boolean repeats() {
		return this.repeats;
	}

	/** The value of a metric's tag, for example {@code not-sent}. */
	public String tag() {
		return this.tag;
	}

}
