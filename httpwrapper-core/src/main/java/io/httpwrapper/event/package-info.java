/**
 * What happened to a client: one flat record, who hears it, and the last of them.
 */
@NullMarked
package io.httpwrapper.event;

import org.jspecify.annotations.NullMarked;
