/**
 * Redis, through the connection that Spring Boot configures.
 */
@NullMarked
package io.httpwrapper.autoconfigure.redis;

import org.jspecify.annotations.NullMarked;
