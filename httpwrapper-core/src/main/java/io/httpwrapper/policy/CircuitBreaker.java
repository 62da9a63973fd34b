package io.httpwrapper.policy;

import org.jspecify.annotations.Nullable;

/**
 * Stops attempts to a remote that fails, and lets them through again once trials succeed.
 * Thread-safe and non-blocking.
 */
public interface CircuitBreaker {

	/**
	 * What the breaker stands for: a host with its port, or the client.
	 */
	String name();

	/**
	 * Asks to send one attempt.
	 * @param nowNanos the time now, on the clock that later calls of the permit use
	 * @return the permit, to be settled and released exactly once, or null if refused
	 */
	@Nullable Permit tryAcquire(long nowNanos);

	/**
	 * Time until a trial may be let through.
	 * @param nowNanos the time now
	 * @return nanoseconds, 0 if it would be now, or {@link Long#MAX_VALUE} if the state
	 * does not end by itself
	 */
	long untilTrialNanos(long nowNanos);

	/**
	 * Where the breaker stands, with its numbers. Not atomic with concurrent attempts.
	 */
	CircuitSnapshot snapshot();

	/**
	 * Changes whether the breaker follows what it sees. {@link CircuitMode#NORMAL} starts
	 * from a closed circuit with an empty window; so it also closes and resets.
	 */
	void mode(CircuitMode mode);

	/**
	 * One whose limits can be changed while it is in use.
	 */
	interface Adjustable extends CircuitBreaker {

		/**
		 * Goes on with other limits from where it stands. The mode stays as it is.
		 */
		void change(CircuitBreakerSettings settings);

	}

}
