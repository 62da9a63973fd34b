/**
 * A recipe: a caching reverse proxy around one client.
 */
@NullMarked
package io.httpwrapper.sample.gateway;

import org.jspecify.annotations.NullMarked;
