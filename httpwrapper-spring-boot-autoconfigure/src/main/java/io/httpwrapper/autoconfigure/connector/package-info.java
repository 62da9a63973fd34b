/**
 * The connectors of the clients: which engine makes them, with what, and when they are
 * renewed and closed. May know {@code binding}; the engines' packages know it. Read
 * {@link Connectors} first.
 */
@NullMarked
package io.httpwrapper.autoconfigure.connector;

import org.jspecify.annotations.NullMarked;
