/**
 * The JDK's client.
 */
@NullMarked
package io.httpwrapper.autoconfigure.jdk;

import org.jspecify.annotations.NullMarked;
