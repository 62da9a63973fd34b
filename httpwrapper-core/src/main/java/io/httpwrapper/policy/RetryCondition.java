package io.httpwrapper.policy;

/**
 * An application's own word on whether an attempt is worth repeating. Conditions are
 * asked in order; the first that does not abstain decides, and the retry statuses and
 * exceptions of the settings are not looked at. What keeps repeating safe still applies
 * to {@link Answer#RETRY}: attempts, method, request body, {@code Retry-After}, deadline
 * and budget. Implementations are thread-safe and do not block.
 */
@FunctionalInterface
public interface RetryCondition {

	/**
	 * Judges an attempt that is over, successful ones included.
	 */
	Answer test(AttemptOutcome outcome);

	/** What a condition has to say. */
	enum Answer {

		/** Worth another attempt. */
		RETRY,

		/** Not to be repeated. */
		STOP,

		/** Nothing to say: the next condition, then the settings, decide. */
		ABSTAIN

	}

}
