/**
 * Responses for {@code WebClient}, made from stored or wrapped responses.
 */
@NullMarked
package io.httpwrapper.response;

import org.jspecify.annotations.NullMarked;
