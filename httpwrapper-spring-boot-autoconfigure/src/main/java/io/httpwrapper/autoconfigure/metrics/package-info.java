/**
 * Micrometer: the clients' meters in the application's registry.
 */
@NullMarked
package io.httpwrapper.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
