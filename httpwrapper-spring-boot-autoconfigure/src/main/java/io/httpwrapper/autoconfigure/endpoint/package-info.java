/**
 * The actuator endpoint: how the clients are doing, and a hand on their circuits.
 */
@NullMarked
package io.httpwrapper.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
