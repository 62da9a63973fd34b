/**
 * The stage that repeats attempts. May know {@code pipeline.body} and
 * {@code pipeline.call}. Whether an attempt is repeated is decided by
 * {@link io.httpwrapper.policy.RetryPolicy}; read that and {@link RetryFilter} first.
 */
@NullMarked
package io.httpwrapper.pipeline.retry;

import org.jspecify.annotations.NullMarked;
