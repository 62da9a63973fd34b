/**
 * Failures made on purpose.
 */
@NullMarked
package io.httpwrapper.autoconfigure.chaos;

import org.jspecify.annotations.NullMarked;
