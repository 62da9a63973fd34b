/**
 * What HTTP caching decides (RFC 9111): pure functions and immutable data that need
 * nothing but the JDK. Time is handed in, nothing is kept.
 */
@NullMarked
package io.httpwrapper.cache;

import org.jspecify.annotations.NullMarked;
