/**
 * The guards that count requests: the client's own rate limits, and the quotas that
 * remotes announce. May know {@code pipeline.attempt} and {@code pipeline.call}. Read
 * {@link RateLimitGuard} and {@link QuotaGuard} first.
 */
@NullMarked
package io.httpwrapper.pipeline.limit;

import org.jspecify.annotations.NullMarked;
