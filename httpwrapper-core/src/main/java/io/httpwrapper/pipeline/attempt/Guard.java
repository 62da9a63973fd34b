package io.httpwrapper.pipeline.attempt;

import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.policy.Admission;
import io.httpwrapper.policy.Permit;

/**
 * Decides whether attempts are let in. It learns their outcome through the permit that it
 * hands out. Guards are asked in the order of the list and informed in reverse order.
 * Thread-safe; must not block or throw.
 */
public interface Guard {

	/** The permit of a guard that does not need the outcome. */
	Permit NOTHING = (verdict, startNanos, nowNanos, retryAfterNanos) -> {
	};

	/**
	 * Asks to let an attempt in.
	 * @param attempt the request to send
	 * @param nowNanos the time now
	 * @return a permit, a refusal ({@link io.httpwrapper.error.CallRejectedException}),
	 * or {@link io.httpwrapper.policy.Later}
	 */
	Admission enter(AttemptRequest attempt, long nowNanos);

	/**
	 * Whether its permits use the response headers; called once.
	 */
	default boolean readsHeaders() {
		return false;
	}

}
