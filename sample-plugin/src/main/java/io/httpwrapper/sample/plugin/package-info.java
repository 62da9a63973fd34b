/**
 * A plugin in a jar of its own.
 */
@NullMarked
package io.httpwrapper.sample.plugin;

import org.jspecify.annotations.NullMarked;
