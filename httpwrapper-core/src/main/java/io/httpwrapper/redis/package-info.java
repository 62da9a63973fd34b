/**
 * What a fleet shares through Redis, and what keeps a Redis that is away from being felt.
 */
@NullMarked
package io.httpwrapper.redis;

import org.jspecify.annotations.NullMarked;
