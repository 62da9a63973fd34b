/**
 * Exporters: the clients' numbers and events, taken elsewhere.
 */
@NullMarked
package io.httpwrapper.autoconfigure.export;

import org.jspecify.annotations.NullMarked;
