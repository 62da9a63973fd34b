/**
 * The decisions of HTTP caching (RFC 9111): pure functions and immutable data that need
 * only the JDK. Time is passed in, and no state is kept.
 */
@NullMarked
package io.httpwrapper.cache;

import org.jspecify.annotations.NullMarked;
