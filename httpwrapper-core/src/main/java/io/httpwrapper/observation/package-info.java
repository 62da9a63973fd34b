/**
 * The observation of attempts: its data and its names. Read
 * {@link AttemptObservationConvention} first.
 */
@NullMarked
package io.httpwrapper.observation;

import org.jspecify.annotations.NullMarked;
