/**
 * The events of a client: one flat record, its listeners, and the last events.
 */
@NullMarked
package io.httpwrapper.event;

import org.jspecify.annotations.NullMarked;
