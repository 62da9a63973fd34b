/**
 * One attempt: its guards, its timeout, its verdict and its observation. May know
 * {@code pipeline.body} and {@code pipeline.call}. Read {@link AttemptFilter} first, then
 * the table of states in {@code AttemptSubscriber}.
 */
@NullMarked
package io.httpwrapper.pipeline.attempt;

import org.jspecify.annotations.NullMarked;
