/**
 * What the documentation says is true.
 */
@NullMarked
package io.httpwrapper.sample.documentation;

import org.jspecify.annotations.NullMarked;
