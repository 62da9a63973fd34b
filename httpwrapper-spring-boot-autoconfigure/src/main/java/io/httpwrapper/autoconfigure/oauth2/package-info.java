/**
 * Tokens from an authorization server, by Spring Security's client.
 */
@NullMarked
package io.httpwrapper.autoconfigure.oauth2;

import org.jspecify.annotations.NullMarked;
