/**
 * Changes of settings while the application runs, and where each setting in force comes
 * from. May know {@code binding}. Read {@link RuntimeSettings} first.
 */
@NullMarked
package io.httpwrapper.autoconfigure.runtime;

import org.jspecify.annotations.NullMarked;
