/**
 * HTTP message signatures (RFC 9421).
 */
@NullMarked
package io.httpwrapper.signature;

import org.jspecify.annotations.NullMarked;
