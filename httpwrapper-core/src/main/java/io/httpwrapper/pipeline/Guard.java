package io.httpwrapper.pipeline;

import io.httpwrapper.policy.Admission;

/**
 * Lets attempts in and learns what became of them, through the permit it hands out. A
 * guard is asked on the way in, in the order of the list, and told on the way out in
 * reverse. Thread-safe, does not block, does not throw.
 */
interface Guard {

	/**
	 * Asks to let an attempt in.
	 * @param attempt what wants to be sent
	 * @param nowNanos the time now
	 * @return a permit, a refusal ({@link CallRejectedException}), or
	 * {@link io.httpwrapper.policy.Later}
	 */
	Admission enter(Attempt attempt, long nowNanos);

	/**
	 * Whether its permits learn from the heads of responses; asked once.
	 */
	default boolean readsHeads() {
		return false;
	}

}
