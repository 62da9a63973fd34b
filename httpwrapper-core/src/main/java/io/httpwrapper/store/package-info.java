/**
 * Where responses are stored in memory: Caffeine.
 */
@NullMarked
package io.httpwrapper.store;

import org.jspecify.annotations.NullMarked;
