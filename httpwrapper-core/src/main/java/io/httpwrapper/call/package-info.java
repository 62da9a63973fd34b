/**
 * One call as its caller and plugins see it: its options, its state while it is under
 * way, and its report. May know {@code policy}, {@code cache} and {@code event}, but none
 * of the stages. Read {@link CallOptions} and {@link Call} first.
 */
@NullMarked
package io.httpwrapper.call;

import org.jspecify.annotations.NullMarked;
