/**
 * Reactor Netty: the pool of a client, and what its engine must not do behind the
 * pipeline's back.
 */
@NullMarked
package io.httpwrapper.autoconfigure.netty;

import org.jspecify.annotations.NullMarked;
