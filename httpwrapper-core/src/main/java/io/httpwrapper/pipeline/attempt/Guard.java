package io.httpwrapper.pipeline.attempt;

import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Permit;

/**
 * Lets attempts in, and learns what became of them through the permit that it hands out.
 * Guards are asked in the order of the list and told in reverse. Thread-safe; does not
 * block, does not throw.
 */
public interface Guard {

	/** The permit of a guard that has nothing to do at the end. */
	Permit NOTHING = (verdict, startNanos, nowNanos, retryAfterNanos) -> {
	};

	/**
	 * Asks to let an attempt in.
	 * @param attempt the request that is to be sent
	 * @param nowNanos the time now
	 * @return a permit, a refusal ({@link io.httpwrapper.error.CallRejectedException}),
	 * or {@link io.httpwrapper.policy.Later}
	 */
	Admission enter(AttemptRequest attempt, long nowNanos);

	/**
	 * Whether its permits learn from the response headers; asked once.
	 */
	default boolean readsHeads() {
		return false;
	}

}
