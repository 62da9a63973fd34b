/**
 * One call as its caller and plugins see it: its options, what is known of it while it is
 * under way, and the report of how it went. May know {@code policy}, {@code cache} and
 * {@code event}; nothing of the stages. Read {@link CallOptions} and {@link Call} first.
 */
@NullMarked
package io.httpwrapper.call;

import org.jspecify.annotations.NullMarked;
