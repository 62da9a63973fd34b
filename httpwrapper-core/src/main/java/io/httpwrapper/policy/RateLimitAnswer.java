package io.httpwrapper.policy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a {@link RateLimiter} answers.
 *
 * @param granted whether a token was taken
 * @param nanos if granted, the time to wait before the token may be used, 0 for now; if
 * not, the time after which a token could have been had, {@link Long#MAX_VALUE} if that
 * is not known
 */
public record RateLimitAnswer(boolean granted, long nanos) {

	/** A token, to be used now. */
	public static final RateLimitAnswer NOW = new RateLimitAnswer(true, 0);

	/** The same as a complete stage, shared by all. */
	public static final CompletionStage<RateLimitAnswer> NOW_STAGE = CompletableFuture.completedStage(NOW);

	/**
	 * A token that may be used after {@code nanos}.
	 */
	public static RateLimitAnswer after(long nanos) {
		return (nanos > 0) ? new RateLimitAnswer(true, nanos) : NOW;
	}

	/**
	 * No token within the time that was asked for, but after {@code nanos}.
	 */
	public static RateLimitAnswer refused(long nanos) {
		return new RateLimitAnswer(false, nanos);
	}

}
