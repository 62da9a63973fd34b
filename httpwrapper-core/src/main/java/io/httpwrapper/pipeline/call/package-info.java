/**
 * What all stages share: the requests of a call ({@link CallRequest}) and of an attempt
 * ({@link AttemptRequest}), the interface of a stage, and the parts of a client that
 * every stage may know ({@link ClientCore}, {@link Judge}, {@link Deadlines}). May know
 * the exceptions, {@code call}, {@code event}, {@code policy} and {@code settings}, but
 * no stage. Read {@link CallRequest} first.
 */
@NullMarked
package io.httpwrapper.pipeline.call;

import org.jspecify.annotations.NullMarked;
