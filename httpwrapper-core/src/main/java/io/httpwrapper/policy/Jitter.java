package io.httpwrapper.policy;

/**
 * How chance spreads the pauses between attempts, so that clients that failed together do
 * not come back together. With {@code v = min(max-backoff, min-backoff * 2^n)} after
 * attempt {@code n + 1}.
 *
 * @see <a href=
 * "https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 * Backoff And Jitter</a>
 */
public enum Jitter {

	/** Exactly {@code v}. */
	NONE,

	/** Anything from zero to {@code v}: fewest calls in all, near the best finish. */
	FULL,

	/** {@code v / 2} plus anything up to {@code v / 2}. */
	EQUAL,

	/**
	 * Anything from {@code min-backoff} to three times the previous pause, at most
	 * {@code max-backoff}.
	 */
	DECORRELATED

}
