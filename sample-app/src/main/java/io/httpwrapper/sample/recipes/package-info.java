/**
 * What applications may want to copy.
 */
@NullMarked
package io.httpwrapper.sample.recipes;

import org.jspecify.annotations.NullMarked;
