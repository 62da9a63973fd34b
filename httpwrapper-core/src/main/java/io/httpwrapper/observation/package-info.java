/**
 * The observation of attempts: what it knows, and how it is named. Read
 * {@link AttemptObservationConvention} first.
 */
@NullMarked
package io.httpwrapper.observation;

import org.jspecify.annotations.NullMarked;
