package io.httpwrapper.policy;

/**
 * Whether requests that are not idempotent by their method get an
 * {@code Idempotency-Key}.
 */
public enum IdempotencyKeyMode {

	/**
	 * None is added; a key that the application sets still makes a request repeatable.
	 */
	NONE,

	/**
	 * One key is generated per call and sent unchanged with each attempt, which makes
	 * {@code POST} and {@code PATCH} repeatable. Only for remotes that honour the header.
	 */
	AUTO

}
