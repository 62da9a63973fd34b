package io.httpwrapper.policy;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Counts what a client sends against its limits, per key: in this process or, for a fleet
 * that shares the limits, in a store. Keeps no queue: it says when a token is there, and
 * the pipeline waits. Thread-safe; never blocks.
 */
public interface RateLimiter {

	/**
	 * Asks for one token.
	 * @param key whose limits count: the client's name, a host with its port, or what the
	 * application made of the request; of unbounded variety
	 * @param maxWaitNanos how far ahead a token may be reserved; 0 for none: now or not
	 * @return the answer. Where it is known at once the stage is complete, and it is
	 * {@link RateLimitAnswer#NOW_STAGE} itself where the answer is "now", which costs
	 * least. A stage that fails counts as a failure of the store
	 */
	CompletionStage<RateLimitAnswer> acquire(String key, long maxWaitNanos);

	/**
	 * Gives one token back that will not be used. Only the one reserved furthest ahead by
	 * this process is given back: the others move up into each other's places, or two
	 * might be sent at the time of one. Does not fail; a store that cannot take it back
	 * loses it.
	 */
	void giveBack(String key);

	/**
	 * The whole tokens left by key, of the limit that is nearest: negative where some are
	 * reserved ahead. As last known, without asking a store; of a bounded number of keys.
	 */
	Map<String, Long> tokens();

	/**
	 * One whose limits can be changed while it counts.
	 */
	interface Adjustable extends RateLimiter {

		/**
		 * Goes on with other limits and the tokens that each key has, as far as they fit.
		 * What is reserved stays so.
		 * @param settings the limits, at least one; the rest of them is as it was
		 */
		void change(RateLimitSettings settings);

	}

}
