/**
 * What goes over the wire, in the log.
 */
@NullMarked
package io.httpwrapper.autoconfigure.wirelog;

import org.jspecify.annotations.NullMarked;
