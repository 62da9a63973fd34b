/**
 * Settings become clients, and clients become beans: registrars, names, injection,
 * service groups, and the interfaces by which optional libraries add stores, limits and
 * tokens. May know {@code binding}, {@code connector} and {@code monitoring}. Read
 * {@link ClientRegistryFactory} first.
 */
@NullMarked
package io.httpwrapper.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
