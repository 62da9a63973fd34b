/**
 * The exceptions that callers get from this library: refusals
 * ({@link CallRejectedException}), timeouts ({@link CallTimeoutException}), and failures
 * that plugins report. They know the failed request, and of {@code policy} only the
 * snapshots that their messages quote. Read {@link ClientCallException} first.
 */
@NullMarked
package io.httpwrapper.error;

import org.jspecify.annotations.NullMarked;
