/**
 * Rate limits counted by Bucket4j, in this process.
 */
@NullMarked
package io.httpwrapper.bucket4j;

import org.jspecify.annotations.NullMarked;
