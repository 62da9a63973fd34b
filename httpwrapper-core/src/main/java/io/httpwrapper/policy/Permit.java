package io.httpwrapper.policy;

import java.util.function.Function;

import io.httpwrapper.http.RetryAfter;
import org.jspecify.annotations.Nullable;

/**
 * What a guard hands out when it lets an attempt in. Exactly one call of {@link #settle}
 * follows, then exactly one of {@link #release}. Both are thread-safe and do not throw.
 */
public interface Permit extends Admission {

	/**
	 * The value of {@code retryAfterNanos} when the remote named no time.
	 */
	long NO_RETRY_AFTER = RetryAfter.NONE;

	/**
	 * Learns the outcome of the attempt, at the response head or the error before it.
	 * @param verdict what the attempt meant
	 * @param startNanos when the attempt began, on the guard's clock
	 * @param nowNanos the time now, on the same clock
	 * @param retryAfterNanos how long the remote asked to stay away, or
	 * {@link #NO_RETRY_AFTER}
	 */
	void settle(Verdict verdict, long startNanos, long nowNanos, long retryAfterNanos);

	/**
	 * Learns what the response's head says, if a guard of the client asks for heads. At
	 * most once, before {@link #settle}.
	 * @param status the response's status
	 * @param header gives the value of a header by its name, or null; the values of
	 * several lines joined by commas. Not to be kept
	 * @param nowNanos the time now
	 */
	default void answered(int status, Function<String, @Nullable String> header, long nowNanos) {
	}

	/**
	 * Learns that the attempt was not sent after all: another guard refused it, or the
	 * caller left before. At most once, before {@link #settle}.
	 */
	default void unsent() {
	}

	/**
	 * Learns that the attempt's resources are free: its body has ended, broken or been
	 * given up, or there was none.
	 */
	default void release() {
	}

	/**
	 * Learns that the body of an attempt that was settled as a success broke. At most
	 * once, before {@link #release}.
	 * @param nowNanos the time now
	 */
	default void bodyFailed(long nowNanos) {
	}

}
