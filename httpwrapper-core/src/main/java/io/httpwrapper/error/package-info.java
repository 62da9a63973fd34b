/**
 * The exceptions that callers get from us: refusals ({@link CallRejectedException}),
 * timeouts ({@link CallTimeoutException}), and what plugins report. They know the request
 * that failed, and from {@code policy} only the snapshots that their messages quote. Read
 * {@link ClientCallException} first.
 */
@NullMarked
package io.httpwrapper.error;

import org.jspecify.annotations.NullMarked;
