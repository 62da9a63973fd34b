/**
 * Responses as {@code WebClient} wants them, of what is stored or wrapped.
 */
@NullMarked
package io.httpwrapper.response;

import org.jspecify.annotations.NullMarked;
