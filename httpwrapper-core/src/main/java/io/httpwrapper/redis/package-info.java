/**
 * Responses and limits that processes share through Redis, and the circuit that keeps
 * calls fast while Redis is unavailable.
 */
@NullMarked
package io.httpwrapper.redis;

import org.jspecify.annotations.NullMarked;
