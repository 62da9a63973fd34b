/**
 * The clocks, the random numbers and the timer that a client uses, so that tests can
 * drive them.
 */
@NullMarked
package io.httpwrapper.timing;

import org.jspecify.annotations.NullMarked;
