/**
 * Responses stored by Caffeine, where it is on the class path.
 */
@NullMarked
package io.httpwrapper.autoconfigure.caffeine;

import org.jspecify.annotations.NullMarked;
