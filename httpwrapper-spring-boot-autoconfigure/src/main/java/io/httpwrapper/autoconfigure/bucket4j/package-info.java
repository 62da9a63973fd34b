/**
 * Rate limits counted by Bucket4j, where it is on the class path.
 */
@NullMarked
package io.httpwrapper.autoconfigure.bucket4j;

import org.jspecify.annotations.NullMarked;
