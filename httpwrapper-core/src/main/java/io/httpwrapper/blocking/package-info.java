/**
 * The bridge to blocking callers, {@code RestClient} and {@code RestTemplate}.
 */
@NullMarked
package io.httpwrapper.blocking;

import org.jspecify.annotations.NullMarked;
