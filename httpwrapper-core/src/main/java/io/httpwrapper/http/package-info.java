/**
 * The ground floor: the parts of HTTP that every other package needs. Dates, field
 * values, and the origin that a request goes to. It knows the JDK and nothing of ours. It
 * decides nothing: whether a retry waits or a response is stored is decided above. Read
 * {@link io.httpwrapper.http.Origin} first.
 */
@NullMarked
package io.httpwrapper.http;

import org.jspecify.annotations.NullMarked;
