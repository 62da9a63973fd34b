/**
 * An application as one would write it with HTTPWrapper: read {@link Shop} first.
 */
@NullMarked
package io.httpwrapper.sample;

import org.jspecify.annotations.NullMarked;
