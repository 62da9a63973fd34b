/**
 * Rate limits that Bucket4j counts in this process.
 */
@NullMarked
package io.httpwrapper.bucket4j;

import org.jspecify.annotations.NullMarked;
