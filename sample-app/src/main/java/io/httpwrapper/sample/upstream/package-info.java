/**
 * The remote that the sample calls: a small HTTP server that misbehaves in known ways.
 */
@NullMarked
package io.httpwrapper.sample.upstream;

import org.jspecify.annotations.NullMarked;
