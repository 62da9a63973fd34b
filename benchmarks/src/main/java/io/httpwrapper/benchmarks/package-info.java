/**
 * Measurements of this project beside its peers.
 */
@NullMarked
package io.httpwrapper.benchmarks;

import org.jspecify.annotations.NullMarked;
