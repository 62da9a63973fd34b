/**
 * Jetty's client, and what it must not do behind the pipeline's back.
 */
@NullMarked
package io.httpwrapper.autoconfigure.jetty;

import org.jspecify.annotations.NullMarked;
