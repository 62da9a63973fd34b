/**
 * What is told of the clients: their logs, their history, and descriptions for endpoint,
 * health and dashboard. Knows no other package of the auto-configuration. Read
 * {@link ClientDescriptions} first.
 */
@NullMarked
package io.httpwrapper.autoconfigure.monitoring;

import org.jspecify.annotations.NullMarked;
