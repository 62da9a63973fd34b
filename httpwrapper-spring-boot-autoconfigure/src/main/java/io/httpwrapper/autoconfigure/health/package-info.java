/**
 * Health: tells how the remotes are doing, without taking the application down for them.
 */
@NullMarked
package io.httpwrapper.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
