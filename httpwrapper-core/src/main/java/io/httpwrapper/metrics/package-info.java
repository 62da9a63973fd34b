/**
 * Micrometer meters of clients, fed by events and snapshots.
 */
@NullMarked
package io.httpwrapper.metrics;

import org.jspecify.annotations.NullMarked;
