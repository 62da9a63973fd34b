package io.httpwrapper.policy;

/**
 * What a response told about one quota: how much is left of it, and until when.
 *
 * @param policy name of the quota, as the remote calls it; empty if it has none
 * @param partition the part of the remote's capacity that it is about: the remote's
 * partition key in Base64, or empty
 * @param limit requests allowed per window, or {@link #UNKNOWN}
 * @param windowNanos length of the window, or {@link #UNKNOWN}
 * @param remaining requests left when the remote answered, or {@link #UNKNOWN}
 * @param resetNanos time until there is more, at least 0 and at most a year, or
 * {@link #UNKNOWN}
 */
public record Quota(String policy, String partition, long limit, long windowNanos, long remaining, long resetNanos) {

	/** The value of a number that the remote did not tell. */
	public static final long UNKNOWN = -1;

}
