/**
 * What an application can add to a client: interceptors, fallbacks, tokens, keys of rate
 * limits, and a wire for tests. The package contains interfaces that know WebFlux, and
 * one helper for tokens that expire. Read {@link ClientPlugin} first.
 */
@NullMarked
package io.httpwrapper.plugin;

import org.jspecify.annotations.NullMarked;
