/**
 * Stores responses in memory, with Caffeine.
 */
@NullMarked
package io.httpwrapper.store;

import org.jspecify.annotations.NullMarked;
